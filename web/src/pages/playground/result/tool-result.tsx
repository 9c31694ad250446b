import type { CallToolResult } from '@modelcontextprotocol/client'
import { useState } from 'react'
import { Json } from '../../../ui/code'
import { Toggle } from '../toggle'
import { Block, jsonIn } from './blocks'
import { ToolErrorNotice, toolError } from './tool-error'
import { Value } from './value'

const VIEWS = [
  { value: 'rendered', label: 'Rendered' },
  { value: 'raw', label: 'Raw' },
] as const

/** What a tool answered: as somebody would read it, or as it came. */
export function ToolResult({ result, again }: { result: CallToolResult; again?: (() => void) | undefined }) {
  const [view, setView] = useState<(typeof VIEWS)[number]['value']>('rendered')
  return (
    <div className="grid min-w-0 gap-3">
      <Toggle label="How to show the result" value={view} onChange={setView} options={VIEWS} />
      {view === 'raw' ? <Json value={result} label="Raw result" /> : <Rendered result={result} again={again} />}
    </div>
  )
}

function Rendered({ result, again }: { result: CallToolResult; again: (() => void) | undefined }) {
  const { content = [], structuredContent, isError } = result
  const [first] = content
  const problem = isError === true && first?.type === 'text' ? toolError(jsonIn(first.text)) : undefined
  if (problem) return <ToolErrorNotice problem={problem} again={again} />
  // Servers repeat a structured result as text, for clients that read only that.
  const blocks = content.filter((each) => structuredContent === undefined || !repeats(each, structuredContent))
  const isEmpty = structuredContent === undefined && blocks.length === 0
  return (
    <div className="grid min-w-0 gap-4">
      {isError === true && <p className="font-medium text-bad">The tool says that it failed.</p>}
      {structuredContent !== undefined && <Value value={structuredContent} />}
      {blocks.map((each, n) => (
        <Block key={n} block={each} />
      ))}
      {isEmpty && <p className="text-muted">It answered with nothing.</p>}
    </div>
  )
}

const repeats = (block: { type: string; text?: unknown }, structured: unknown): boolean =>
  block.type === 'text' &&
  typeof block.text === 'string' &&
  JSON.stringify(jsonIn(block.text)) === JSON.stringify(structured)
