import { list } from '../calls'
import { type PageInput, path, type VendorHttp } from '../../sdk'
import type { BlockTree, RawBlock } from './raw'

/** For what is below the first level; Notion allows about three requests a second. */
const budget = () => ({ requests: 40 })
/** These are pages of their own: their content is asked for by their id. */
const OWN_PAGES = new Set(['child_page', 'child_database'])

export interface Forest {
  readonly trees: readonly BlockTree[]
  readonly next_cursor?: string | null | undefined
  /** Blocks whose children were not all fetched. */
  readonly unread: readonly string[]
}

const childrenOf = (http: VendorHttp, id: string, page: PageInput) =>
  list(http, path`/v1/blocks/${id}/children`, page, {}, (raw: RawBlock) => raw)

/** One page of a block's children, each with `depth - 1` levels below it. */
export async function readForest(
  http: VendorHttp,
  id: string,
  page: PageInput,
  depth: number,
  left = budget(),
): Promise<Forest> {
  const unread: string[] = []
  const grow = async (block: RawBlock, levels: number): Promise<BlockTree> => {
    if (!block.has_children || levels === 0 || OWN_PAGES.has(block.type ?? '')) return { block, children: [] }
    const children: BlockTree[] = []
    let cursor: string | undefined
    do {
      if (left.requests-- <= 0) {
        unread.push(block.id)
        break
      }
      const found = await childrenOf(http, block.id, { limit: 100, cursor })
      for (const child of found.items) children.push(await grow(child, levels - 1))
      cursor = found.next_cursor ?? undefined
    } while (cursor !== undefined)
    return { block, children }
  }
  const first = await childrenOf(http, id, page)
  const trees: BlockTree[] = []
  for (const block of first.items) trees.push(await grow(block, depth - 1))
  return { trees, next_cursor: first.next_cursor, unread }
}

/** Everything below a block, as far as a few requests reach. */
export async function readWhole(http: VendorHttp, id: string, depth: number): Promise<Forest> {
  const trees: BlockTree[] = []
  const unread: string[] = []
  const left = budget()
  let cursor: string | undefined
  for (let pages = 0; pages === 0 || (cursor !== undefined && pages < 5); pages++) {
    const page = await readForest(http, id, { limit: 100, cursor }, depth, left)
    trees.push(...page.trees)
    unread.push(...page.unread)
    cursor = page.next_cursor ?? undefined
  }
  return { trees, unread: cursor === undefined ? unread : [...unread, id] }
}
