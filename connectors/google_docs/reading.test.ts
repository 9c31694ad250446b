import { connected } from '../../tests/support/vendors/vendor-double'
import { Content } from '../sdk'
import { GoogleDocs } from '.'
import { ID, URL_OF, DOC, FILES, failed, paragraph, tab, document, ONE, TWO } from './samples'

type Replies = Parameters<typeof connected>[2]
const docs = (replies: Replies) => connected('google_docs', GoogleDocs, replies)
const FILE = `GET ${FILES}/${ID}`

describe('finding', () => {
  const file = {
    ...{ id: ID, name: 'Harbor', modifiedTime: '2026-11-20T10:11:12.345Z', starred: false },
    owners: [{ displayName: 'Ada North', emailAddress: 'ada@harbor.example' }],
    lastModifyingUser: { displayName: 'Ben South' },
  }
  const item = {
    ...{ title: 'Harbor', url: URL_OF, owner: 'ada@harbor.example', modified: '2026-11-20T10:11Z' },
    modified_by: 'Ben South',
  }
  const all = { supportsAllDrives: true, includeItemsFromAllDrives: true, pageSize: 20 }

  it('lists documents by owner, folder and date, page by page', async () => {
    const { call, http } = docs({ [`GET ${FILES}`]: { body: { files: [file], nextPageToken: 'n1' } } })
    const args = { owner: "o'neil@x.example", folder: 'root', modified_after: '2026-01-31', order: 'title' }
    const first = (await call('list_documents', args)) as { next_cursor: string }
    expect(first).toEqual({ items: [item], next_cursor: expect.any(String), has_more: true })
    await call('list_documents', { ...args, cursor: first.next_cursor })
    expect(http.seen[0]?.query).toMatchObject({
      ...all,
      corpora: 'allDrives',
      orderBy: 'name_natural',
      q: String.raw`mimeType = 'application/vnd.google-apps.document' and trashed = false and 'root' in parents and 'o\'neil@x.example' in owners and modifiedTime > '2026-01-31T00:00:00Z'`,
      fields: expect.stringMatching(/^nextPageToken,incompleteSearch,files\(id,/),
    })
    expect(http.seen[1]?.query).toEqual({ ...http.seen[0]?.query, pageToken: 'n1' })
  })

  it('looks into one shared drive, and else where the person has been', async () => {
    const { call, http } = docs({ [`GET ${FILES}`]: { body: { files: [] } } })
    await call('list_documents', { shared_drive: `https://drive.google.com/drive/folders/${ID}` })
    await call('list_documents')
    expect(http.seen[0]?.query).toMatchObject({ ...all, corpora: 'drive', driveId: ID })
    expect(http.seen[1]?.query).toMatchObject({ ...all, corpora: 'user', driveId: undefined })
  })

  it('searches text by relevance and titles by date', async () => {
    const { call, http } = docs({ [`GET ${FILES}`]: { body: { files: [], incompleteSearch: true } } })
    expect(await call('search_documents', { query: String.raw`"Ada's" \ fog` })).toEqual({
      items: [],
      incomplete: true,
      has_more: false,
    })
    await call('search_documents', { query: 'Harb', where: 'title' })
    expect(http.seen[0]?.query).toMatchObject({ ...all, corpora: 'allDrives', orderBy: undefined })
    expect(http.seen[0]?.query?.q).toContain(String.raw`and fullText contains '"Ada\'s" \\ fog'`)
    expect(http.seen[1]?.query).toMatchObject({ orderBy: 'modifiedTime desc' })
    expect(http.seen[1]?.query?.q).toContain("and name contains 'Harb'")
  })

  it('lists what others shared', async () => {
    const shared = { ...file, sharedWithMeTime: '2026-11-01T00:00:00Z', sharingUser: { emailAddress: 'ben@x.example' } }
    const { call, http } = docs({ [`GET ${FILES}`]: { body: { files: [shared] } } })
    const { modified_by: _, ...rest } = item
    expect(await call('list_shared_documents')).toEqual({
      items: [{ ...rest, shared_by: 'ben@x.example', shared_at: '2026-11-01T00:00Z' }],
      has_more: false,
    })
    expect(http.seen[0]?.query).toMatchObject({ ...all, corpora: 'user', orderBy: 'sharedWithMeTime desc' })
  })

  it('does not take another answer for an empty list', async () => {
    await expect(docs({ [`GET ${FILES}`]: { body: {} } }).call('list_documents')).rejects.toMatchObject({
      code: 'vendor_unavailable',
    })
  })
})

describe('reading', () => {
  it('tells facts of both Docs and Drive', async () => {
    const facts = { owners: [{ emailAddress: 'ada@harbor.example' }], driveId: 'd', capabilities: { canEdit: true } }
    const { call, http } = docs({ [DOC]: TWO, [FILE]: { body: facts } })
    expect(await call('get_document', { document: URL_OF })).toEqual({
      ...{ id: ID, title: 'Harbor', url: URL_OF, owner: 'ada@harbor.example', in_shared_drive: true },
      ...{ allowed: ['edit'], revision_id: 'r1' },
      tabs: [
        { id: 't.0', title: 'Plan' },
        { id: 't.9', title: 'Notes' },
      ],
    })
    expect(http.seen.find(({ at }) => at === DOC)?.query).toMatchObject({ includeTabsContent: true })
    expect(http.seen.find(({ at }) => at === FILE)?.query).toMatchObject({ supportsAllDrives: true })
  })

  it('does without Drive where that is closed, but not where it is slow', async () => {
    for (const closed of [failed(404, 'notFound'), failed(403, 'insufficientPermissions'), failed(403)]) {
      expect(await docs({ [DOC]: ONE, [FILE]: closed }).call('get_document', { document: ID })).toMatchObject({
        revision_id: 'r1',
        hint: expect.stringContaining('drive.metadata.readonly'),
      })
    }
    const slow = docs({ [DOC]: ONE, [FILE]: failed(403, 'userRateLimitExceeded') })
    await expect(slow.call('get_document', { document: ID })).rejects.toMatchObject({ code: 'rate_limited' })
  })

  it('reads all tabs, or the one of the argument or address', async () => {
    const { call, http } = docs({ [DOC]: TWO })
    const markdown = '## Fog horn\n\nIt 💡 sounds. It sounds.\n\n| It | |\n| - | - |\n\nEnd'
    const read = async (args: object) => (await call('read_document_content', { document: ID, ...args })) as object
    expect(await read({})).toMatchObject({
      title: 'Harbor',
      content: expect.stringMatching(
        /^=== Tab t\.0: Plan ===\n\n## Fog horn\n[^]*\n\n=== Tab t\.9: Notes ===\n\nNote$/,
      ),
    })
    const note = { tab: { id: 't.9', title: 'Notes' }, other_tabs: 1, content: 'Note', total_characters: 4 }
    expect(await read({ tab: 'notes' })).toMatchObject(note)
    expect(await read({ document: `${URL_OF}?tab=t.9` })).toMatchObject(note)
    expect(await read({ tab: 't.9', format: 'text', suggestions: 'accepted' })).toMatchObject(note)
    expect(http.seen.map(({ query }) => query?.suggestionsViewMode)).toEqual([
      ...Array<string>(3).fill('PREVIEW_WITHOUT_SUGGESTIONS'),
      'PREVIEW_SUGGESTIONS_ACCEPTED',
    ])
    await expect(read({ tab: 'x' })).rejects.toMatchObject({ code: 'validation', message: /t\.0 \(Plan\)/ })
    const one = (await docs({ [DOC]: ONE }).call('read_document_content', { document: ID })) as { content: string }
    expect(one.content.replace(/ +\|/g, ' |')).toBe(markdown)
  })

  it('gives a long text in parts', async () => {
    const long = document(tab('t.0', 'x', [paragraph(1, `${'word '.repeat(300)}\n`)]))
    const { call } = docs({ [DOC]: long })
    const part = { document: ID, max_characters: 500 }
    expect(await call('read_document_content', part)).toMatchObject({ offset: 0, next_offset: 500 })
    const last = await call('read_document_content', { ...part, offset: 1_000 })
    expect(last).toMatchObject({ offset: 1_000, total_characters: 1_499 })
    expect(last).not.toHaveProperty('next_offset')
  })

  it('says that a file of another kind is none of its', async () => {
    const { call } = docs({ [DOC]: failed(400) })
    await expect(call('list_tabs', { document: ID })).rejects.toMatchObject({
      code: 'validation',
      message: expect.stringContaining('another kind'),
    })
  })

  it('pages through tabs', async () => {
    const { call } = docs({ [DOC]: document(tab('t.0', 'Plan', [], [tab('t.1', 'Child')]), tab('t.2', 'Last')) })
    const first = (await call('list_tabs', { document: ID, limit: 2 })) as { next_cursor: string }
    expect(first).toMatchObject({ items: [{ id: 't.0' }, { id: 't.1', parent: 't.0' }], total: 3, has_more: true })
    expect(await call('list_tabs', { document: ID, limit: 2, cursor: first.next_cursor })).toMatchObject({
      items: [{ id: 't.2', title: 'Last' }],
      has_more: false,
    })
  })

  it('tells where things are, in UTF-16', async () => {
    const { call } = docs({ [DOC]: ONE })
    const at = { tab: { id: 't.0', title: 'Tab 1' }, revision_id: 'r1', end_index: 49 }
    expect(await call('get_structure', { document: ID })).toEqual({
      items: [
        { kind: 'heading', start: 1, end: 10, level: 2, text: 'Fog horn' },
        { kind: 'paragraph', start: 10, end: 35, text: 'It 💡 sounds. It sounds.' },
        { kind: 'table', start: 35, end: 45, rows: 1, columns: 2 },
        { kind: 'paragraph', start: 38, end: 41, cell: '1,1', text: 'It' },
        { kind: 'paragraph', start: 42, end: 43, cell: '1,2' },
        { kind: 'paragraph', start: 45, end: 49, text: 'End' },
      ],
      total: 6,
      has_more: false,
      ...at,
    })
    expect(await call('get_structure', { document: ID, find: 'sounds' })).toMatchObject({
      items: [
        {
          start: 10,
          matches: [
            [16, 22],
            [27, 33],
          ],
        },
      ],
    })
    expect(await call('get_structure', { document: ID, find: 'It' })).toMatchObject({ items: [{}, { cell: '1,1' }] })
    expect(await call('get_structure', { document: ID, only: 'headings' })).toMatchObject({ items: [{ level: 2 }] })
    expect(await call('get_structure', { document: ID, only: 'tables' })).toMatchObject({ items: [{ rows: 1 }] })
  })

  it('exports text as text, and files as files', async () => {
    const EXPORT = `${FILE}/export`
    const { call, http } = docs({ [EXPORT]: { body: new TextEncoder().encode('\uFEFFFog horn') } })
    const connector = new GoogleDocs({ slug: 'google_docs', configuration: {}, http })
    const run = (format: string) =>
      connector.executeTool('export_document', { document: ID, format, offset: 0, max_characters: 500 }, {} as never)
    expect(await run('txt')).toEqual({ format: 'txt', content: 'Fog horn', offset: 0, total_characters: 8 })
    const file = await run('pdf')
    expect(file).toBeInstanceOf(Content)
    expect((file as Content).blocks[1]).toMatchObject({
      type: 'resource',
      resource: { mimeType: 'application/pdf', blob: Buffer.from('\uFEFFFog horn').toString('base64') },
    })
    expect(http.seen.map(({ query }) => query)).toEqual([{ mimeType: 'text/plain' }, { mimeType: 'application/pdf' }])
    await expect(call('export_document', { document: ID, format: 'epub' })).resolves.toHaveProperty('structured', {
      ...{ format: 'epub', mime_type: 'application/epub+zip', bytes: 11 },
    })
  })

  it.each([
    ['markdown', '![][image1]\n\nEnd\n\n[image1]: <', '>\n', 'image/png'],
    ['html', '<p><img alt="" src="', '" title=""></p>', 'image/svg+xml;charset=utf-8'],
    ['html', '<p style="background:url(', ')">End</p>', 'image/jpeg'],
  ])('exports %s without the pictures themselves', async (format, before, after, type) => {
    const picture = `data:${type};base64,${'iVBO+/9a'.repeat(500_000)}==`
    const { call } = docs({ [`${FILE}/export`]: { body: new TextEncoder().encode(before + picture + after) } })
    const content = `${before}[image]${after}`
    expect(await call('export_document', { document: ID, format })).toEqual({
      ...{ format, content, offset: 0, total_characters: content.length },
    })
  })

  it('leaves what only looks like a picture', async () => {
    const text = 'data:image/png is a type; data: image/png;base64 is none; metadata:image, too'
    const { call } = docs({ [`${FILE}/export`]: { body: new TextEncoder().encode(text) } })
    expect(await call('export_document', { document: ID, format: 'markdown' })).toMatchObject({ content: text })
    expect(await call('export_document', { document: ID, format: 'txt' })).toMatchObject({ content: text })
  })

  it.each([
    ['export_document', `${FILE}/export`, { format: 'txt' }, 'drive.readonly'],
    ['list_comments', `${FILE}/comments`, {}, 'drive.readonly'],
    ['get_permissions', `${FILE}/permissions`, {}, 'drive.metadata.readonly'],
  ])('%s names the scope that Google does not', async (name, where, args, scope) => {
    const { call } = docs({ [where]: failed(403, 'insufficientPermissions') })
    await expect(call(name, { document: ID, ...args })).rejects.toMatchObject({
      code: 'missing_scope',
      details: { scope: `https://www.googleapis.com/auth/${scope}`, vendorStatus: 403 },
    })
  })

  it('is a resource, and so is each tab', async () => {
    const { http } = docs({ [DOC]: TWO })
    const connector = new GoogleDocs({ slug: 'harbor_docs', configuration: {}, http })
    const read = async (uri: string) => (await connector.readResource(`harbor-docs://${uri}`, {} as never)) as object
    expect(await read(`documents/${ID}/tabs/t.9`)).toMatchObject({ mimeType: 'text/markdown', text: 'Note' })
    expect(await read(`documents/${ID}`)).toMatchObject({ text: expect.stringMatching(/^## Fog horn/) })
  })

  it('has prompts that name its tools', async () => {
    const { http, type } = docs({})
    const prompts = await new GoogleDocs({ slug: 'google_docs', configuration: {}, http }).getPrompts({} as never)
    expect(prompts.map(({ name }) => name).sort()).toEqual(['review_comments', 'summarise_document'])
    for (const prompt of prompts) {
      const [message] = await prompt.render({ document: URL_OF }, {} as never)
      const text = (message as { content: { text: string } }).content.text
      expect(text).toContain(URL_OF)
      const named = text.match(/\b(?:get|list|read|replace|insert|delete|reply)_[a-z_]+\b/g) ?? []
      expect(named.length).toBeGreaterThan(1)
      for (const name of named) expect([...type.declared.tools.keys(), 'revision_id']).toContain(name)
    }
  })
})
