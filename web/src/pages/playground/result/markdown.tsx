import { fromMarkdown } from 'mdast-util-from-markdown'
import { gfmFromMarkdown } from 'mdast-util-gfm'
import { gfm } from 'micromark-extension-gfm'
import type { Definition, Nodes, Root, RootContent, Table } from 'mdast'
import { Fragment, useMemo, type ReactNode } from 'react'
import { Scroller } from '../../../ui/scroller'
import { OutLink, safeAddress } from './links'

/** Longer text is shown as it came. */
const MOST = 100_000
const MAX_DEPTH = 40

/** Markdown as elements of ours: nothing in it becomes HTML, and links lead to the web alone. Pictures are links, too. */
export function Markdown({ text }: { text: string }) {
  const tree = useMemo(() => (text.length > MOST ? undefined : parse(text)), [text])
  if (tree === undefined) return <pre className="font-mono text-13 wrap-anywhere whitespace-pre-wrap">{text}</pre>
  return (
    <div className="grid min-w-0 gap-3 wrap-anywhere">{inside(tree, { defined: definitions(tree), depth: 0 })}</div>
  )
}

const parse = (text: string): Root => fromMarkdown(text, { extensions: [gfm()], mdastExtensions: [gfmFromMarkdown()] })

interface Context {
  readonly defined: ReadonlyMap<string, Definition>
  readonly depth: number
}

const definitions = (tree: Root): ReadonlyMap<string, Definition> =>
  new Map(tree.children.flatMap((each) => (each.type === 'definition' ? [[each.identifier, each]] : [])))

function inside(node: Nodes, context: Context): ReactNode {
  if (!('children' in node) || context.depth > MAX_DEPTH) return null
  const below = { ...context, depth: context.depth + 1 }
  return node.children.map((each, n) => <Fragment key={n}>{show(each, below)}</Fragment>)
}

function show(node: RootContent, context: Context): ReactNode {
  switch (node.type) {
    case 'paragraph':
      return <p>{inside(node, context)}</p>
    case 'heading':
      return <p className="text-14 font-semibold">{inside(node, context)}</p>
    case 'text':
    case 'html':
      return node.value
    case 'strong':
      return <strong>{inside(node, context)}</strong>
    case 'emphasis':
      return <em>{inside(node, context)}</em>
    case 'inlineCode':
      return <code className="rounded-[4px] bg-sunken px-1 font-mono text-13">{node.value}</code>
    case 'code':
      return (
        <pre className="rounded-control border border-line bg-sunken p-3 font-mono text-13 wrap-anywhere whitespace-pre-wrap">
          {node.value}
        </pre>
      )
    case 'blockquote':
      return (
        <blockquote className="grid gap-3 border-l-2 border-line pl-3 text-muted">{inside(node, context)}</blockquote>
      )
    case 'list':
      return node.ordered === true ? (
        <ol start={node.start ?? 1} className="list-decimal pl-6">
          {inside(node, context)}
        </ol>
      ) : (
        <ul className="list-disc pl-5">{inside(node, context)}</ul>
      )
    case 'listItem':
      return (
        <li>
          {typeof node.checked === 'boolean' && (node.checked ? 'Done: ' : 'To do: ')}
          {inside(node, context)}
        </li>
      )
    case 'link':
      return linked(node.url, inside(node, context))
    case 'linkReference':
      return linked(context.defined.get(node.identifier)?.url, inside(node, context))
    case 'image':
      return linked(node.url, `Image: ${node.alt || node.url}`)
    case 'imageReference':
      return linked(context.defined.get(node.identifier)?.url, `Image: ${node.alt ?? ''}`)
    case 'delete':
      return <s>{inside(node, context)}</s>
    case 'footnoteReference':
      return <sup>{node.identifier}</sup>
    case 'footnoteDefinition':
      return (
        <div>
          <sup>{node.identifier}</sup> {inside(node, context)}
        </div>
      )
    case 'thematicBreak':
      return <hr className="border-line" />
    case 'break':
      return <br />
    case 'table':
      return <MarkdownTable table={node} context={context} />
    default:
      return null
  }
}

function linked(address: string | undefined, words: ReactNode): ReactNode {
  const href = safeAddress(address)
  return href === undefined ? words : <OutLink href={href}>{words}</OutLink>
}

function MarkdownTable({ table, context }: { table: Table; context: Context }) {
  const [head, ...rows] = table.children
  return (
    <Scroller label="Table">
      <table className="border-collapse text-left text-13">
        <thead>
          <tr>
            {head?.children.map((cell, n) => (
              <th key={n} scope="col" className="border-b border-line px-2 py-1 font-medium">
                {inside(cell, context)}
              </th>
            ))}
          </tr>
        </thead>
        <tbody>
          {rows.map((row, n) => (
            <tr key={n} className="border-b border-line">
              {row.children.map((cell, m) => (
                <td key={m} className="px-2 py-1 align-top">
                  {inside(cell, context)}
                </td>
              ))}
            </tr>
          ))}
        </tbody>
      </table>
    </Scroller>
  )
}
