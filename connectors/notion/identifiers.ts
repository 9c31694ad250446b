import { z } from '../sdk'

type Kind = 'page' | 'block' | 'database' | 'data source' | 'discussion'

const DASHED = /^[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}$/i
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

/** The dashed UUID in what people paste: an id with or without dashes, a slug, the address of a page, block or database. */
export function toId(pasted: string, kind: Kind): string | undefined {
  const text = pasted.trim()
  const plain = atEnd(text.replace(/^collection:\/\//, ''))
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

const id = (kind: Kind, says: string) =>
  z
    .string()
    .max(2_000)
    .transform((text, ctx) => {
      const found = toId(text, kind)
      if (found) return found
      ctx.addIssue({ code: 'custom', message: `Give the address of the ${kind} in Notion, or its id (a UUID).` })
      return z.NEVER
    })
    .describe(says)

export const pageId = (says = 'Page: URL or id.') => id('page', says)
export const blockId = (says = 'Block or page: URL (with #block) or id.') => id('block', says)
export const databaseId = (says = 'Database: URL or id.') => id('database', says)
export const dataSourceId = (says = 'Data source id, from list_databases or get_database.') => id('data source', says)
export const discussionId = (says: string) => id('discussion', says)
