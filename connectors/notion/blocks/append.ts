import { answer, ConnectorError, path, type VendorHttp, z } from '../../sdk'
import { type BlockRequest, fieldsOf } from './from-markdown'

/** Notion's limits of one request. */
const MAX_BLOCKS = 100
const MAX_ELEMENTS = 1_000
const MAX_DEPTH = 2
/** Of 500 kB, with room for the rest of the request. */
const MAX_BYTES = 400_000

const Appended = z.object({ results: z.array(z.object({ id: z.string() })) })

const below = (block: BlockRequest): readonly BlockRequest[] => fieldsOf(block).children ?? []
const depth = (block: BlockRequest): number => Math.max(0, ...below(block).map((child) => 1 + depth(child)))
const elements = (block: BlockRequest): number => below(block).reduce((sum, child) => sum + elements(child), 1)
const widest = (block: BlockRequest): number => Math.max(below(block).length, ...below(block).map(widest))
const bytes = (block: BlockRequest): number => Buffer.byteLength(JSON.stringify(block))

const withChildren = (block: BlockRequest, children: readonly BlockRequest[]): BlockRequest => {
  const { children: _, ...fields } = fieldsOf(block)
  return { type: block.type, [block.type]: { ...fields, ...(children.length > 0 ? { children } : {}) } }
}

interface Part {
  readonly sent: BlockRequest
  /** Too much for the same request: added below the block once it is there. */
  readonly later: readonly BlockRequest[]
}

function partOf(block: BlockRequest): Part {
  const children = below(block)
  const fits = depth(block) <= MAX_DEPTH && widest(block) <= MAX_BLOCKS && bytes(block) <= MAX_BYTES
  if (fits && elements(block) <= MAX_ELEMENTS) return { sent: block, later: [] }
  // A table cannot be made without rows.
  const first = block.type === 'table' ? Math.max(1, rowsThatFit(children)) : 0
  return { sent: withChildren(block, children.slice(0, first)), later: children.slice(first) }
}

function rowsThatFit(rows: readonly BlockRequest[]): number {
  let size = 0
  const end = rows.findIndex((row, i) => i >= MAX_BLOCKS || (size += bytes(row)) > MAX_BYTES)
  return end < 0 ? rows.length : end
}

/** Groups of blocks that fit into one request each. */
export function batches(blocks: readonly BlockRequest[]): Part[][] {
  const groups: Part[][] = []
  let room = { blocks: 0, elements: 0, bytes: 0 }
  for (const part of blocks.map(partOf)) {
    const [count, size] = [elements(part.sent), bytes(part.sent)]
    if (room.blocks < 1 || room.elements < count || room.bytes < size) {
      groups.push([])
      room = { blocks: MAX_BLOCKS, elements: MAX_ELEMENTS, bytes: MAX_BYTES }
    }
    groups.at(-1)?.push(part)
    room = { blocks: room.blocks - 1, elements: room.elements - count, bytes: room.bytes - size }
  }
  return groups
}

/** Adds blocks below `parent`, in as many requests as it takes, and says how many the first level has. */
export async function append(http: VendorHttp, parent: string, blocks: readonly BlockRequest[], after?: string) {
  const progress = { added: 0 }
  const total = blocks.reduce((sum, block) => sum + elements(block), 0)
  try {
    return await appendBelow(http, parent, blocks, after, progress)
  } catch (error) {
    if (!(error instanceof ConnectorError) || progress.added === 0) throw error
    throw new ConnectorError(
      error.code,
      `Only the first ${progress.added} of ${total} blocks are certainly there. Then: ${error.message}`,
      {
        ...error.details,
        hint: `Look with list_block_children what is there, and add the rest only. ${error.details.hint ?? ''}`.trim(),
      },
    )
  }
}

async function appendBelow(
  http: VendorHttp,
  parent: string,
  blocks: readonly BlockRequest[],
  after: string | undefined,
  progress: { added: number },
): Promise<string[]> {
  const made: string[] = []
  for (const parts of batches(blocks)) {
    const children = parts.map(({ sent }) => sent)
    const previous = after === undefined ? undefined : (made.at(-1) ?? after)
    const { body } = await http.patch(path`/v1/blocks/${parent}/children`, {
      body: { children, ...(previous === undefined ? {} : { after: previous }) },
    })
    // Blocks that stand behind `after` may follow the new ones in the reply.
    const ids = answer(Appended, body)
      .results.map(({ id }) => id)
      .slice(0, parts.length)
    progress.added += children.reduce((sum, block) => sum + elements(block), 0)
    for (const [i, { later }] of parts.entries()) {
      if (later.length > 0) await appendBelow(http, answer(z.string(), ids[i]), later, undefined, progress)
    }
    made.push(...ids)
  }
  return made
}
