import { z } from '../sdk'

type Kind = 'page' | 'block' | 'database' | 'data source' | 'discussion'

const DASHED = /^[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}$/i
/** Notion's own address of a data source, in the text of pages. */
const COLLECTION = 'collection://'
const HOSTS = /(?:^|\.)notion\.(?:so|com|site)$/i

/** A UUID alone, or at the end of a slug such as `Fog-horn-0123...`. */
const atEnd = (text: string | null | undefined): string | undefined => {
  const found = /(?:^|-)([0-9a-f]{32})$/i.exec(text ?? '')?.[1] ?? (DASHED.test(text ?? '') ? text : undefined)
  return found ? dashed(found) : undefined
}

export const dashed = (id: string): string =>
  id
    .replaceAll('-', '')
    .toLowerCase()
    .replace(/^(.{8})(.{4})(.{4})(.{4})(.{12})$/, '$1-$2-$3-$4-$5')

/**
 * The dashed UUID in what people paste: an id with or without dashes, a slug, the address of a page, block or database. A data
 * source has no address: what people see is that of its database.
 */
export function toId(pasted: string, kind: Kind): string | undefined {
  const text = pasted.trim()
  if (kind === 'data source' && URL.canParse(text) && !text.startsWith(COLLECTION)) return undefined
  const plain = atEnd(text.startsWith(COLLECTION) ? text.slice(COLLECTION.length) : text)
  if (plain) return plain
  const url = URL.canParse(text) ? new URL(text) : undefined
  if (!url || !/^https?:$/.test(url.protocol) || !HOSTS.test(url.hostname)) return undefined
  const segment = atEnd(url.pathname.split('/').findLast(Boolean))
  // A row that is open beside its database: the path is the database, `p` the row.
  const page = atEnd(url.searchParams.get('p')) ?? segment
  if (kind === 'page') return page
  if (kind === 'block') return atEnd(url.hash.slice(1)) ?? page
  if (kind === 'discussion') return atEnd(url.searchParams.get('d'))
  return segment
}

const givenAs = (kind: Kind) => `Give the address of the ${kind} in Notion, or its id (a UUID).`
const NO_ADDRESS =
  'Give the id (a UUID) of a data source. An address is that of its database: pass it as database_id, or ask get_database for the id.'

const id = (kind: Kind, says: string) =>
  z
    .string()
    .max(2_000)
    .transform((text, ctx) => {
      const found = toId(text, kind)
      if (found) return found
      ctx.addIssue({ code: 'custom', message: kind === 'data source' ? NO_ADDRESS : givenAs(kind) })
      return z.NEVER
    })
    .describe(says)

export const pageId = (says = 'Page: URL or id.') => id('page', says)
export const blockId = (says = 'Block or page: URL (with #block) or id.') => id('block', says)
export const databaseId = (says = 'Database: URL or id.') => id('database', says)
export const dataSourceId = (says = 'Data source id, from list_databases or get_database.') => id('data source', says)
export const discussionId = (says: string) => id('discussion', says)
