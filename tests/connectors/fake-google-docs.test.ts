import type { FakeVendor } from '../support/vendors/fake-vendor'
import { startGoogleDocs } from '../support/vendors/google-docs'
import { DOCUMENT, REVISION } from '../support/vendors/google-docs-samples'

/* The negative controls of Google's stand-in: what it refuses, beside what it takes. */

const scopes = ['documents', 'drive.file', 'drive.readonly'].map((name) => `https://www.googleapis.com/auth/${name}`)
const [documents = ''] = scopes

let fake: FakeVendor

beforeAll(async () => {
  fake = await startGoogleDocs(
    {
      'token-a': { tenant: 'a', scopes },
      'token-b': { tenant: 'b', scopes },
      'token-docs': { tenant: 'a', scopes: [documents] },
    },
    { tenant: 'a' },
  )
})
beforeEach(() => fake.reset())
afterAll(() => fake.close())

interface Sent {
  base?: 'docs' | 'google'
  query?: Record<string, string>
  body?: unknown
  headers?: Record<string, string>
  token?: string
}

async function ask(where: string, { base = 'google', query = {}, body, headers = {}, token = 'token-a' }: Sent = {}) {
  const [method = '', path = ''] = where.split(' ')
  const type: Record<string, string> = body === undefined ? {} : { 'content-type': 'application/json' }
  const response = await fetch(`${fake.baseUrls[base]}${path}?${new URLSearchParams(query).toString()}`, {
    method,
    headers: { authorization: `Bearer ${token}`, ...type, ...headers },
    ...(body === undefined ? {} : { body: typeof body === 'string' ? body : JSON.stringify(body) }),
  })
  const text = await response.text()
  return { status: response.status, body: (text.startsWith('{') ? JSON.parse(text) : text) as Record<string, unknown> }
}

const FILES = 'GET /drive/v3/files'
const FILE = `/drive/v3/files/${DOCUMENT}`
const ALL = { supportsAllDrives: 'true', includeItemsFromAllDrives: 'true' }
const shared = { supportsAllDrives: 'true' }
const { includeItemsFromAllDrives: _, ...withoutItems } = ALL
const fields = { fields: 'id' }

const COMMENTS = `GET ${FILE}/comments`
const GRANT = `POST ${FILE}/permissions`
const ben = { type: 'user', role: 'reader', emailAddress: 'ben@example.com' }
const DOC = `GET /v1/documents/${DOCUMENT}`
const EDIT = `POST /v1/documents/${DOCUMENT}:batchUpdate`
const tabs = { includeTabsContent: 'true' }
const edit = (...requests: object[]): Sent => ({ base: 'docs', body: { requests } })
const insert = (more: object) => edit({ insertText: { text: 'a', location: { index: 1 }, ...more } })
const bold = (more: object) =>
  edit({
    updateTextStyle: { range: { startIndex: 1, endIndex: 2 }, textStyle: { bold: true }, fields: 'bold', ...more },
  })
const upload = (type: string, file: object = { name: 'Lamp' }, end = '--b1--'): Sent => ({
  query: { ...shared, uploadType: 'multipart' },
  headers: { 'content-type': 'multipart/related; boundary=b1' },
  body: `--b1\r\nContent-Type: application/json\r\n\r\n${JSON.stringify(file)}\r\n--b1\r\nContent-Type: ${type}\r\n\r\n# Lamp\r\n${end}`,
})
const markdown = upload('text/markdown')
const UPLOAD = 'POST /upload/drive/v3/files'
const q = (text: string, more: Record<string, string> = {}): Sent => ({ query: { ...ALL, ...more, q: text } })

test.each<[rule: string, where: string, bad: Sent, words: RegExp, good: Sent]>([
  ['a parameter that it does not know', FILES, { query: { ...ALL, limit: '2' } }, /"limit" is unknown/, { query: ALL }],
  ['an old name of a parameter', FILES, { query: { ...ALL, supportsTeamDrives: 'true' } }, /"supportsTeamDrives" is unknown/, { query: ALL }],
  ['a choice that it does not have', FILES, { query: { ...ALL, corpora: 'all' } }, /"corpora" may not be "all"/, { query: { ...ALL, corpora: 'allDrives' } }],
  ['a list without supportsAllDrives', FILES, { query: { includeItemsFromAllDrives: 'true' } }, /without supportsAllDrives/, { query: ALL }],
  ['a list without the items of all drives', FILES, { query: withoutItems }, /without includeItemsFromAllDrives/, { query: ALL }],
  ['a file without supportsAllDrives', `GET ${FILE}`, {}, /without supportsAllDrives/, { query: shared }],
  ['a copy without supportsAllDrives', `POST ${FILE}/copy`, { body: {} }, /without supportsAllDrives/, { query: shared, body: {} }],
  ['a shared drive without its corpora', FILES, { query: { ...ALL, driveId: 'd' } }, /go together/, { query: { ...ALL, driveId: 'd', corpora: 'drive' } }],
  ['a page that is too long', FILES, { query: { ...ALL, pageSize: '1001' } }, /"pageSize" may not be/, { query: { ...ALL, pageSize: '1000' } }],
  ['a page token that it never gave', FILES, { query: { ...ALL, pageToken: '2' } }, /was never given/, { query: ALL }],
  ['an order that it does not have', FILES, { query: { ...ALL, orderBy: 'title' } }, /"title" is no order/, { query: { ...ALL, orderBy: 'name_natural,modifiedTime desc' } }],
  ['an order of full text', FILES, q("fullText contains 'lamp'", { orderBy: 'name' }), /by relevance/, q("fullText contains 'lamp'")],
  ['a quotation mark that ends the text', FILES, q("name contains 'Ada's lamp'"), /is no term/, q("name contains 'Ada\\'s lamp and oil' and trashed = false")],
  ['a term that it does not know', FILES, q("title contains 'lamp'"), /is no term/, q("'me' in owners or sharedWithMe = true")],
  ['a day that is no time', FILES, q("modifiedTime > '2026-01-31'"), /is no term/, q("modifiedTime > '2026-01-31T00:00:00Z'")],
  ['comments without fields', COMMENTS, {}, /"fields" is missing/, { query: { fields: 'comments(id,author/displayName)' } }],
  ['a comment without fields', `POST ${FILE}/comments`, { body: { content: 'a' } }, /"fields" is missing/, { query: fields, body: { content: 'a' } }],
  ['the account without fields', 'GET /drive/v3/about', {}, /"fields" is missing/, { query: { fields: '*' } }],
  ['fields that it does not know', COMMENTS, { query: { fields: 'comments(id,text)' } }, /"comments\/text" is unknown/, { query: { fields: 'comments(id,content)' } }],
  ['fields with a bracket that stays open', COMMENTS, { query: { fields: 'comments(id' } }, /stays open/, { query: { fields: 'comments(id)' } }],
  ['fields of nothing', COMMENTS, { query: { fields: 'comments(),' } }, /no selection/, { query: { fields: 'comments,nextPageToken' } }],
  ['more comments than a page has', COMMENTS, { query: { fields: '*', pageSize: '101' } }, /"pageSize" may not be/, { query: { fields: '*', pageSize: '100' } }],
  ['comments since a day', COMMENTS, { query: { fields: '*', startModifiedTime: '2026-01-31' } }, /RFC 3339/, { query: { fields: '*', startModifiedTime: '2026-01-31T00:00:00Z' } }],
  ['a reply of nothing', `POST ${FILE}/comments/c1/replies`, { query: fields, body: {} }, /content or action/, { query: fields, body: { action: 'reopen' } }],
  ['an action that it does not have', `POST ${FILE}/comments/c1/replies`, { query: fields, body: { action: 'close' } }, /must be one of resolve/, { query: fields, body: { content: 'a' } }],
  ['an export to what documents are not', `GET ${FILE}/export`, { query: { mimeType: 'text/csv' } }, /not exported as/, { query: { mimeType: 'text/markdown' } }],
  ['a file in two folders', 'POST /drive/v3/files', { query: shared, body: { parents: ['a', 'b'] } }, /one folder/, { query: shared, body: { parents: ['a'] } }],
  ['a field that only Google writes', 'POST /drive/v3/files', { query: shared, body: { owners: [] } }, /"owners" is unknown/, { query: shared, body: { name: 'a' } }],
  ['an upload of something else', UPLOAD, upload('text/plain'), /is Markdown/, markdown],
  ['an upload without its end', UPLOAD, upload('text/markdown', {}, ''), /an end/, markdown],
  ['an upload with an unknown field', UPLOAD, upload('text/markdown', { title: 'a' }), /"title" is unknown/, markdown],
  ['access without a role', GRANT, { query: shared, body: { type: 'anyone' } }, /"role" is missing/, { query: shared, body: { type: 'anyone', role: 'reader' } }],
  ['a role that it does not have', GRANT, { query: shared, body: { ...ben, role: 'editor' } }, /must be one of owner/, { query: shared, body: ben }],
  ['access for nobody', GRANT, { query: shared, body: { type: 'group', role: 'reader' } }, /who need one/, { query: shared, body: { ...ben, type: 'group' } }],
  ['access for a domain without its name', GRANT, { query: shared, body: { type: 'domain', role: 'reader' } }, /which need one/, { query: shared, body: { type: 'domain', role: 'reader', domain: 'harbor.example' } }],
  ['an e-mail to the public', GRANT, { query: { ...shared, sendNotificationEmail: 'true' }, body: { type: 'anyone', role: 'reader' } }, /only people/, { query: { ...shared, sendNotificationEmail: 'true' }, body: ben }],
  ['words of an e-mail that is not sent', GRANT, { query: { ...shared, sendNotificationEmail: 'false', emailMessage: 'a' }, body: ben }, /without an e-mail/, { query: { ...shared, emailMessage: 'a' }, body: ben }],
  ['a document without its tabs', DOC, { base: 'docs' }, /without includeTabsContent/, { base: 'docs', query: tabs }],
  ['a view of suggestions that it does not have', DOC, { base: 'docs', query: { ...tabs, suggestionsViewMode: 'ACCEPTED' } }, /may not be "ACCEPTED"/, { base: 'docs', query: { ...tabs, suggestionsViewMode: 'SUGGESTIONS_INLINE' } }],
  ['fields that a document does not have', DOC, { base: 'docs', query: { ...tabs, fields: 'tabs(id)' } }, /"tabs\/id" is unknown/, { base: 'docs', query: { ...tabs, fields: 'tabs(tabProperties/tabId)' } }],
  ['a document at the address of Drive', DOC, { query: tabs }, /no such address/, { base: 'docs', query: tabs }],
  ['nothing to edit', EDIT, edit(), /nothing to do/, insert({})],
  ['an edit that it does not know', EDIT, edit({ shredText: {} }), /"shredText" is unknown/, insert({})],
  ['two edits in one', EDIT, edit({ insertText: { text: 'a', location: { index: 1 } }, deleteContentRange: {} }), /one kind/, insert({})],
  ['text without a place', EDIT, insert({ location: undefined }), /location,endOfSegmentLocation is missing/, insert({ location: undefined, endOfSegmentLocation: {} })],
  ['text of nothing', EDIT, insert({ text: '' }), /text is empty/, insert({ text: 'b' })],
  ['a field that places do not have', EDIT, insert({ location: { index: 1, tab: 't.0' } }), /"tab" is unknown/, insert({ location: { index: 1, tabId: 't.0' } })],
  ['a style without its fields', EDIT, bold({ fields: undefined }), /fields is missing/, bold({ fields: 'bold,italic' })],
  ['fields of a style that it does not have', EDIT, bold({ fields: 'bold,strong' }), /no style "strong"/, bold({})],
  ['a named style that it does not have', EDIT, edit({ updateParagraphStyle: { range: { startIndex: 1, endIndex: 2 }, paragraphStyle: { namedStyleType: 'H1' }, fields: 'namedStyleType' } }), /must be one of/, bold({})],
])('refuses %s', async (_rule, where, bad, words, good) => {
  const refused = await ask(where, bad)
  expect([400, 404]).toContain(refused.status)
  expect(fake.violations.join('\n')).toMatch(words)
  fake.reset()
  expect(await ask(where, good)).toMatchObject({ status: 200 })
  expect(fake.violations).toEqual([])
}) // prettier-ignore

test('gives what was asked for, and little where nothing was', async () => {
  expect((await ask(FILES, { query: ALL })).body).toEqual({
    kind: 'drive#fileList',
    incompleteSearch: false,
    files: [{ kind: 'drive#file', id: DOCUMENT, name: 'Lighthouse plan', mimeType: expect.any(String) as string }],
  })
  fake.generate('drive.files.list', 3)
  const two = { query: { ...ALL, pageSize: '2', fields: 'files/owners/emailAddress' } }
  const ada = { owners: [{ emailAddress: 'ada@example.com' }] }
  const given = (await ask(FILES, two)).body
  // Who does not ask for the way on does not get it.
  expect(given).toEqual({ files: [ada, ada] })
})

test('says whose token it does not know, whose it is not, and that a scope is missing', async () => {
  const failed = (code: number, reason: string) => ({ status: code, body: { error: { code, errors: [{ reason }] } } })
  expect(await ask(FILES, { token: 'token-of-nobody', query: ALL })).toMatchObject(failed(401, 'authError'))
  expect(await ask(FILES, { token: 'token-docs', query: ALL })).toMatchObject(failed(403, 'insufficientPermissions'))
  expect(await ask(DOC, { base: 'docs', token: 'token-docs', query: tabs })).toMatchObject({ status: 200 })
  expect(fake.violations).toEqual([])
  await ask(FILES, { token: 'token-b', query: ALL })
  expect(fake.violations).toEqual([expect.stringContaining('a token of tenant b in a call of tenant a')])
})

describe('edits', () => {
  const size = async (revision?: string) => {
    const body = { requests: [{ insertText: { text: '💡', location: { index: 1 } } }] }
    const writeControl = revision === undefined ? {} : { writeControl: { requiredRevisionId: revision } }
    return ask(EDIT, { base: 'docs', body: { ...body, ...writeControl } })
  }

  test('count the revisions, and refuse an old one', async () => {
    expect(await size(REVISION)).toMatchObject({ status: 200 })
    expect(await size(REVISION)).toMatchObject({ status: 400 })
    const { revisionId } = (await ask(DOC, { base: 'docs', query: tabs })).body as { revisionId: string }
    expect(revisionId).not.toBe(REVISION)
    expect(await size(revisionId)).toMatchObject({ status: 200, body: { writeControl: {} } })
  })

  const at = (startIndex: number, endIndex: number) => ({ range: { startIndex, endIndex } })
  // In the sample an emoji is at 16.
  let table = 0
  let end = 0

  beforeEach(async () => {
    const { body } = await ask(DOC, { base: 'docs', query: tabs })
    type Body = {
      tabs: { documentTab: { body: { content: { table?: object; startIndex: number; endIndex: number }[] } } }[]
    }
    const content = (body as unknown as Body).tabs[0]?.documentTab.body.content ?? []
    table = content.find((block) => block.table)?.startIndex ?? 0
    end = content.at(-1)?.endIndex ?? 0
  })

  test.each<[what: string, bad: () => object, good: () => object]>([
    ['text behind the end', () => ({ insertText: { text: 'a', location: { index: end } } }), () => ({ insertText: { text: 'a', location: { index: end - 1 } } })],
    ['text in front of the first paragraph', () => ({ insertText: { text: 'a', location: { index: 0 } } }), () => ({ insertText: { text: 'a', location: { index: 1 } } })],
    ['text where a table starts', () => ({ insertText: { text: 'a', location: { index: table } } }), () => ({ insertText: { text: 'a', location: { index: table + 3 } } })],
    ['text inside an emoji', () => ({ insertText: { text: 'a', location: { index: 17 } } }), () => ({ insertText: { text: 'a', location: { index: 16 } } })],
    ['a table where a table starts', () => ({ insertTable: { rows: 1, columns: 1, location: { index: table } } }), () => ({ insertTable: { rows: 1, columns: 1, location: { index: 1 } } })],
    ['a table without rows', () => ({ insertTable: { rows: 0, columns: 1, location: { index: 1 } } }), () => ({ insertTable: { rows: 1, columns: 1, location: { index: 1 } } })],
    ['a tab that is not there', () => ({ insertText: { text: 'a', location: { index: 1, tabId: 't.x' } } }), () => ({ insertText: { text: 'a', location: { index: 1, tabId: 't.lamp3' } } })],
    ['the last line break', () => ({ deleteContentRange: at(end - 2, end) }), () => ({ deleteContentRange: at(end - 2, end - 1) })],
    ['the line break in front of a table', () => ({ deleteContentRange: at(table - 1, table) }), () => ({ deleteContentRange: at(table - 2, table - 1) })],
    ['a part of a table', () => ({ deleteContentRange: at(table, table + 4) }), () => ({ deleteContentRange: at(table + 3, table + 4) })],
    ['half an emoji', () => ({ deleteContentRange: at(16, 17) }), () => ({ deleteContentRange: at(16, 18) })],
    ['a style behind the end', () => ({ deleteParagraphBullets: at(1, end + 1) }), () => ({ deleteParagraphBullets: at(1, end) })],
    ['a range that ends where it starts', () => ({ deleteParagraphBullets: at(4, 4) }), () => ({ deleteParagraphBullets: at(4, 5) })],
  ])('refuse %s, and then nothing of the batch is done', async (_what, bad, good) => {
    const first = { insertText: { text: 'a', endOfSegmentLocation: { tabId: 't.lamp3' } } }
    expect(await ask(EDIT, edit(bad()))).toMatchObject({ status: 400 })
    expect(await ask(EDIT, edit(first, bad()))).toMatchObject({ status: 400 })
    expect((await ask(DOC, { base: 'docs', query: tabs })).body).toMatchObject({ revisionId: REVISION })
    expect(await ask(EDIT, edit(good()))).toMatchObject({ status: 200 })
    expect(fake.violations).toEqual([])
  }) // prettier-ignore
})
