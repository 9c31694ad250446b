import type { ContentBlock } from '@modelcontextprotocol/client'
import { Json } from '../../../ui/code'
import { inBytes } from '../bytes'
import { OutLink, safeAddress } from './links'
import { Markdown } from './markdown'

/** One part of what a tool or a prompt answered. */
export function Block({ block }: { block: ContentBlock }) {
  switch (block.type) {
    case 'text':
      return <Text text={block.text} />
    case 'image':
      return <Picture data={block.data} type={block.mimeType} />
    case 'audio':
      return <Unshown what="Sound" type={block.mimeType} data={block.data} />
    case 'resource_link':
      return <ResourceLine uri={block.uri} name={block.title ?? block.name} description={block.description} />
    case 'resource':
      return <Contents contents={block.resource} />
  }
}

interface ContentsOf {
  readonly uri: string
  readonly mimeType?: string | undefined
  readonly text?: string
  readonly blob?: string
}

/** What a resource holds. */
export function Contents({ contents: { uri, mimeType = '', text, blob } }: { contents: ContentsOf }) {
  return (
    <div className="grid min-w-0 gap-2">
      <p className="font-mono text-12 wrap-anywhere text-muted">
        {uri} {mimeType}
      </p>
      {text !== undefined && <Text text={text} />}
      {blob !== undefined && mimeType.startsWith('image/') && <Picture data={blob} type={mimeType} />}
      {blob !== undefined && !mimeType.startsWith('image/') && <Unshown what="A file" type={mimeType} data={blob} />}
    </div>
  )
}

/** JSON as JSON, everything else as Markdown, which plain text mostly is, too. */
export function Text({ text }: { text: string }) {
  const value = jsonIn(text)
  return value === undefined ? <Markdown text={text} /> : <Json value={value} />
}

export function jsonIn(text: string): unknown {
  if (!/^\s*[{[]/.test(text)) return undefined
  try {
    return JSON.parse(text) as unknown
  } catch {
    return undefined
  }
}

/** Kinds that hold a picture and nothing else. */
const PICTURES = ['image/png', 'image/jpeg', 'image/gif', 'image/webp']

function Picture({ data, type }: { data: string; type: string }) {
  if (!PICTURES.includes(type)) return <Unshown what="A picture" type={type} data={data} />
  return (
    <img
      src={`data:${type};base64,${data}`}
      alt="The tool's picture"
      className="max-h-96 max-w-full justify-self-start rounded-control border border-line"
    />
  )
}

const Unshown = ({ what, type, data }: { what: string; type: string; data: string }) => (
  <p className="text-muted">
    {what} ({type}, {inBytes(Math.round(data.length * 0.75))}), which is not shown here. The raw result holds it.
  </p>
)

function ResourceLine({ uri, name, description }: { uri: string; name: string; description: string | undefined }) {
  const href = safeAddress(uri)
  return (
    <div className="grid min-w-0">
      <p>{href === undefined ? name : <OutLink href={href}>{name}</OutLink>}</p>
      <p className="font-mono text-12 wrap-anywhere text-muted">{uri}</p>
      {description !== undefined && <p className="text-13 text-muted">{description}</p>}
    </div>
  )
}
