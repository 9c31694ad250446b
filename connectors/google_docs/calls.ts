import { answer, ConnectorError, type PageInput, path, type VendorHttp, type VendorRequest, z } from '../sdk'
import { invalid } from './identifiers'
import { FIND, FIND_IN_TEXT } from './schemas/common'
import { findTab, flatten, type Tab } from './tabs'
import type { RawFile, RawTab } from './vendor'

type Query = NonNullable<VendorRequest['query']>

const object = <T>() => z.custom<T>((value) => typeof value === 'object' && value !== null)
const maybe = z.string().nullish().catch(undefined)

/** Whatever the drive that it is in. */
export const ALL_DRIVES = { supportsAllDrives: true }
const DOCUMENT_BYTES = 40 * 1024 * 1024

const TAB = 'tabProperties'
/** Tabs are at most three deep. */
export const ONLY_TABS = `documentId,title,revisionId,tabs(${TAB},childTabs(${TAB},childTabs(${TAB})))`
/** Without what only says how it looks on paper. */
const CONTENT = `documentId,title,revisionId,tabs(${TAB},childTabs,documentTab(body,lists,footnotes,inlineObjects,positionedObjects))`

const Document = z.object({ title: maybe, revisionId: maybe, tabs: z.array(object<RawTab>()) })

export interface Document {
  readonly title: string | undefined
  /** Google gives it only to those who may edit. */
  readonly revisionId: string | undefined
  readonly tabs: readonly Tab[]
}

/** What `then` makes of a refusal of the arguments, where only one thing can be wrong with them. */
async function refusedAs<T>(asked: Promise<T>, then: () => ConnectorError | undefined): Promise<T> {
  try {
    return await asked
  } catch (error) {
    const isRefusal =
      error instanceof ConnectorError && error.code === 'validation' && error.details.vendorStatus === 400
    throw (isRefusal ? then() : undefined) ?? error
  }
}

/** Google says that a scope is missing, not which. */
export async function naming<T>([scope = '']: readonly string[], asked: Promise<T>): Promise<T> {
  try {
    return await asked
  } catch (error) {
    if (!(error instanceof ConnectorError) || error.code !== 'missing_scope') throw error
    throw new ConnectorError(error.code, `The connection lacks the scope ${scope}.`, { ...error.details, scope })
  }
}

export async function readDocument(
  http: VendorHttp,
  id: string,
  { fields = CONTENT, ...query }: { fields?: string; suggestionsViewMode?: string } = {},
): Promise<Document> {
  const request = {
    query: { includeTabsContent: true, ...query, fields },
    // Tools that write look here first.
    effect: 'read' as const,
    ...(fields === ONLY_TABS ? {} : { maxBytes: DOCUMENT_BYTES }),
  }
  const reply = await refusedAs(http.get(path`/v1/documents/${id}`, request), () =>
    invalid(
      'document',
      'Google does not open it as a Google Docs document: it may be another kind of file, such as Word.',
    ),
  )
  const { title, revisionId, tabs } = answer(Document, reply.body)
  return { title: title ?? undefined, revisionId: revisionId ?? undefined, tabs: flatten(tabs) }
}

/** The tab's id for an edit; undefined is the first tab. An id needs no look at the document. */
export async function tabIdOf(http: VendorHttp, id: string, tab: string | undefined): Promise<string | undefined> {
  if (tab === undefined || /^t\.[a-z0-9]+$/.test(tab)) return tab
  return findTab((await readDocument(http, id, { fields: ONLY_TABS })).tabs, tab).id
}

const Written = z.object({
  replies: z
    .array(z.looseObject({ replaceAllText: z.object({ occurrencesChanged: z.number().optional() }).optional() }))
    .nullish(),
  writeControl: z.object({ requiredRevisionId: maybe }).nullish(),
})

/** All requests or none. With a revision only when the document is still as it was then. */
export async function edit(http: VendorHttp, id: string, requests: readonly object[], revision?: string) {
  const body = { requests, ...(revision === undefined ? {} : { writeControl: { requiredRevisionId: revision } }) }
  const reply = await refusedAs(http.post(path`/v1/documents/${id}:batchUpdate`, { body }), () => {
    const locked = revision !== undefined
    const why = locked ? 'The document has changed since revision_id was read, or' : 'Perhaps'
    return new ConnectorError(
      locked ? 'conflict' : 'validation',
      `Google refused the edit. ${why} the tab has no such place, or the edit would cut a table or the last line break.`,
      { hint: 'Call get_structure, and use its indices and revision_id at once.', vendorStatus: 400 },
    )
  })
  const { replies, writeControl } = answer(Written, reply.body ?? {})
  return { replies: replies ?? [], revision_id: writeControl?.requiredRevisionId ?? undefined }
}

const Files = z.object({
  files: z.array(object<RawFile>()),
  nextPageToken: maybe,
  incompleteSearch: z.boolean().nullish().catch(undefined),
})

export async function listFiles<Item>(
  http: VendorHttp,
  { limit, cursor }: PageInput,
  query: Query,
  { fields, shape }: { fields: string; shape: (file: RawFile) => Item },
) {
  const { body } = await http.get(path`/drive/v3/files`, {
    base: 'google',
    query: {
      ...query,
      pageSize: limit,
      pageToken: cursor,
      fields: `nextPageToken,incompleteSearch,files(${fields})`,
      ...ALL_DRIVES,
      includeItemsFromAllDrives: true,
    },
  })
  const { files, nextPageToken, incompleteSearch } = answer(Files, body)
  return {
    items: files.map((file) => shape(file)),
    next_cursor: nextPageToken ?? undefined,
    ...(incompleteSearch ? { incomplete: true } : {}),
  }
}

const WIDER = { permissions: FIND, comments: FIND_IN_TEXT }

/** A list of what belongs to a file. */
export async function listOf<Raw, Item>(
  http: VendorHttp,
  where: { id: string; what: 'permissions' | 'comments' },
  { limit, cursor }: PageInput,
  { fields, ...query }: Query,
  shape: (raw: Raw) => Item,
) {
  const { id, what } = where
  const paged = { ...query, pageSize: limit, pageToken: cursor, fields: `nextPageToken,${what}(${String(fields)})` }
  const asked = http.get(path`/drive/v3/files/${id}/${what}`, { base: 'google', query: paged })
  const { body } = await naming(WIDER[what], asked)
  const Page = z.object({ [what]: z.array(object<Raw>()), nextPageToken: maybe })
  const found = answer(Page, body) as { nextPageToken?: string | null } & Record<string, Raw[]>
  return { items: (found[what] ?? []).map((raw) => shape(raw)), next_cursor: found.nextPageToken ?? undefined }
}
