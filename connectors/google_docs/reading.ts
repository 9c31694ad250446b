import { compact, ConnectorError, path, slicePage, type PageInput, type VendorHttp } from '../sdk'
import { ALL_DRIVES, ONLY_TABS, readDocument } from './calls'
import type { Place } from './identifiers'
import { toMarkdown } from './rich/blocks'
import { toText } from './rich/plain'
import { FACT_FIELDS, toFacts, urlOf } from './shape'
import { endOf, outline } from './structure'
import { findTab, type Tab } from './tabs'
import type { RawFile } from './vendor'
import { windowOf } from './window'

const SUGGESTIONS = { rejected: 'PREVIEW_WITHOUT_SUGGESTIONS', accepted: 'PREVIEW_SUGGESTIONS_ACCEPTED' } as const
const MOST_TABS = 50

const toTab = ({ id, title, parent }: Tab) => compact({ id, title, parent })

/** Docs opens a document that Drive does not show to connections without one of its scopes. */
async function factsOf(http: VendorHttp, id: string) {
  const query = { ...ALL_DRIVES, fields: FACT_FIELDS }
  try {
    return toFacts((await http.get<RawFile>(path`/drive/v3/files/${id}`, { base: 'google', query })).body)
  } catch (error) {
    const isClosed = error instanceof ConnectorError && ['missing_scope', 'forbidden', 'not_found'].includes(error.code)
    if (!isClosed) throw error
    return {
      hint: 'Owner, dates and rights are unknown: Drive shows this connection only files that it made. Connecting with drive.metadata.readonly shows all.',
    }
  }
}

export async function readFacts(http: VendorHttp, id: string) {
  const [document, facts] = await Promise.all([readDocument(http, id, { fields: ONLY_TABS }), factsOf(http, id)])
  const { title, revisionId, tabs } = document
  const more = tabs.length > MOST_TABS ? { hint: `Only ${MOST_TABS} of ${tabs.length} tabs: list_tabs gives all.` } : {}
  const shown = compact({ id, title, url: urlOf(id), ...more, ...facts, revision_id: revisionId })
  return { ...shown, tabs: tabs.slice(0, MOST_TABS).map(toTab) }
}

interface Reading {
  readonly format: 'markdown' | 'text'
  readonly suggestions: keyof typeof SUGGESTIONS
  readonly offset: number
  readonly max_characters: number
}

export async function readContent(
  http: VendorHttp,
  { id, tab }: Place,
  { format, suggestions, offset, max_characters }: Reading,
) {
  const { title, revisionId, tabs } = await readDocument(http, id, { suggestionsViewMode: SUGGESTIONS[suggestions] })
  const one = tab === undefined ? undefined : findTab(tabs, tab)
  const write = ({ content }: Tab) => (format === 'markdown' ? toMarkdown(content) : toText(content))
  const all = (one ? [one] : tabs).map((each) =>
    one || tabs.length === 1 ? write(each) : `=== Tab ${each.id}: ${each.title} ===\n\n${write(each)}`,
  )
  const other_tabs = one && tabs.length > 1 ? tabs.length - 1 : undefined
  const shown = { title, tab: one && toTab(one), other_tabs, ...windowOf(all.join('\n\n'), offset, max_characters) }
  return compact({ ...shown, revision_id: revisionId })
}

export async function readTabs(http: VendorHttp, id: string, page: PageInput) {
  const { tabs } = await readDocument(http, id, { fields: ONLY_TABS })
  return slicePage(tabs.map(toTab), page)
}

interface Outline extends PageInput {
  readonly only: 'all' | 'headings' | 'tables'
  readonly find?: string | undefined
}

/** With suggestions in it, as they count for the indices of edits. */
export async function readStructure(http: VendorHttp, { id, tab }: Place, { only, find, ...page }: Outline) {
  const { revisionId, tabs } = await readDocument(http, id)
  const chosen = tab === undefined ? tabs[0] : findTab(tabs, tab)
  const items = outline(chosen?.content.body?.content, { only, find })
  const about = { tab: chosen && toTab(chosen), revision_id: revisionId, end_index: chosen && endOf(chosen.content) }
  return { ...slicePage(items, page), ...compact(about) }
}
