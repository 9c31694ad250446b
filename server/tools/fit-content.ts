import { ConnectorError, Content, type ContentBlock, cut, type ResourceContents } from '../../connectors/sdk'

/** Pictures, sound and files cannot be cut; beyond this they are refused whole. */
const MAX_BINARY_BYTES = 4 * 1024 * 1024

const tooLarge = (what: string) =>
  new ConnectorError('too_large', `${what} is larger than ${MAX_BINARY_BYTES / 1024 / 1024} MB.`, {
    hint: 'Ask for a part of it, or for a smaller version.',
  })

/** Cuts the texts of a result to `max` bytes together, saying so; refuses what cannot be cut. */
export function fitContent(content: Content, max: number): Content {
  let left = max
  let truncated = false
  const blocks = content.blocks.map((block): ContentBlock => {
    const binary =
      'data' in block ? block.data : block.type === 'resource' && 'blob' in block.resource ? block.resource.blob : ''
    if (binary.length > MAX_BINARY_BYTES) throw tooLarge('The result')
    if (block.type !== 'text') return block
    const text = Buffer.byteLength(block.text) <= left ? block.text : cut(block.text, Math.max(0, Math.floor(left / 4)))
    truncated ||= text !== block.text
    left -= Buffer.byteLength(text)
    return { ...block, text }
  })
  const note: ContentBlock = {
    type: 'text',
    text: JSON.stringify({ truncated: true, hint: 'The text was too long and was cut. Ask for a part of it.' }),
  }
  const { isError, structured } = content
  if (structured && Buffer.byteLength(JSON.stringify(structured)) > max) throw tooLarge('The result')
  return new Content(truncated ? [...blocks, note] : blocks, isError, structured)
}

/** A resource is read whole or not at all: half a file that looks like a file would be worse. */
export function checkSize(contents: ResourceContents): ResourceContents {
  const size = 'blob' in contents ? contents.blob.length : Buffer.byteLength(contents.text)
  if (size > MAX_BINARY_BYTES) throw tooLarge('The resource')
  return contents
}
