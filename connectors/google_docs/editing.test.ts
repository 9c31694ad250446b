import { connected } from '../../tests/support/vendors/vendor-double'
import { GoogleDocs } from '.'
import { ID, URL_OF, DOC, FILES, failed, paragraph, content, tab, document, ONE, TWO } from './samples'

type Replies = Parameters<typeof connected>[2]
const docs = (replies: Replies) => connected('google_docs', GoogleDocs, replies)
const EDIT = `POST https://docs.googleapis.com/v1/documents/${ID}:batchUpdate`
const WRITTEN = { body: { documentId: ID, replies: [{}], writeControl: { requiredRevisionId: 'r2' } } }
const DONE = { url: URL_OF, revision_id: 'r2' }

describe('making', () => {
  const made = { body: { id: ID, name: 'Plan' } }
  const result = { id: ID, title: 'Plan', url: URL_OF }
  const mimeType = 'application/vnd.google-apps.document'

  it('makes an empty document, also in a folder', async () => {
    const { call, http } = docs({ [`POST ${FILES}`]: made })
    expect(await call('create_document', { title: 'Plan', folder: ID })).toEqual(result)
    expect(http.seen[0]?.body).toEqual({ name: 'Plan', parents: [ID], mimeType })
    expect(http.seen[0]?.query).toEqual({ supportsAllDrives: true, fields: 'id,name' })
  })

  it('sends Markdown in two parts, which no text can end', async () => {
    const { call, http } = docs({ 'POST https://www.googleapis.com/upload/drive/v3/files': made })
    const text = '# Lamp\r\n--part--\r\nsecond part-next'
    expect(await call('create_document', { title: 'Plan', content: text })).toEqual(result)
    expect(http.seen[0]?.query).toMatchObject({ uploadType: 'multipart', supportsAllDrives: true })
    const { type = '', data = '' } = http.seen[0]?.raw ?? {}
    const [, boundary = ''] = /^multipart\/related; boundary=([\w-]+)$/.exec(type) ?? []
    const [before, file, markdown, after] = String(data).split(`--${boundary}`)
    expect([before, after]).toEqual(['', '--\r\n'])
    expect(JSON.parse(file?.split('\r\n\r\n')[1] ?? '')).toEqual({ name: 'Plan', mimeType })
    expect(markdown).toBe(`\r\nContent-Type: text/markdown; charset=UTF-8\r\n\r\n${text}\r\n`)
  })

  it('copies', async () => {
    const { call, http } = docs({ [`POST ${FILES}/${ID}/copy`]: made })
    expect(await call('copy_document', { document: URL_OF, title: 'Plan' })).toEqual(result)
    expect(http.seen[0]).toMatchObject({ body: { name: 'Plan' }, query: { supportsAllDrives: true } })
  })
})

describe('editing', () => {
  const requestsOf = (http: ReturnType<typeof docs>['http']) =>
    http.seen.find(({ at }) => at === EDIT)?.body as { requests: Record<string, object>[]; writeControl?: object }

  it('appends plain text without a look at the document', async () => {
    const { call, http } = docs({ [EDIT]: WRITTEN })
    const args = { document: `${URL_OF}?tab=t.9`, text: 'A *b*', format: 'text' }
    expect(await call('append_text', args)).toEqual(DONE)
    expect(http.seen).toHaveLength(1)
    expect(requestsOf(http)).toEqual({
      requests: [{ insertText: { endOfSegmentLocation: { tabId: 't.9' }, text: '\nA *b*' } }],
    })
  })

  it('appends Markdown behind the last paragraph, if nobody wrote meanwhile', async () => {
    const { call, http } = docs({ [DOC]: ONE, [EDIT]: WRITTEN })
    expect(await call('append_text', { document: ID, text: '# Lamp' })).toEqual(DONE)
    const { requests, writeControl } = requestsOf(http)
    expect(writeControl).toEqual({ requiredRevisionId: 'r1' })
    expect(requests.slice(0, 2)).toEqual([
      { insertText: { endOfSegmentLocation: { tabId: 't.0' }, text: '\n' } },
      { insertText: { location: { index: 49, tabId: 't.0' }, text: 'Lamp' } },
    ])
  })

  it('fills the paragraph of an empty tab', async () => {
    const { call, http } = docs({
      [DOC]: document(tab('t.0', 'x', [content[0] as never, paragraph(1, '\n')])),
      [EDIT]: WRITTEN,
    })
    await call('append_text', { document: ID, text: 'Lamp' })
    expect(requestsOf(http).requests[0]).toEqual({ insertText: { location: { index: 1, tabId: 't.0' }, text: 'Lamp' } })
  })

  it('inserts one paragraph into a line, and more only where one starts', async () => {
    const { call, http } = docs({ [DOC]: ONE, [EDIT]: WRITTEN })
    await call('insert_text', { document: ID, index: 13, text: ' very **big** ', revision_id: 'r0' })
    expect(http.seen).toHaveLength(1)
    expect(requestsOf(http)).toEqual({
      requests: [
        { insertText: { location: { index: 13 }, text: ' very big ' } },
        { updateTextStyle: { range: { startIndex: 19, endIndex: 22 }, textStyle: { bold: true }, fields: 'bold' } },
      ],
      writeControl: { requiredRevisionId: 'r0' },
    })
    const many = { document: ID, text: '- a\n- b' }
    await expect(call('insert_text', { ...many, index: 13 })).rejects.toMatchObject({
      code: 'validation',
      message: expect.stringContaining('10 and 38'),
    })
    await call('insert_text', { ...many, index: 10 })
    expect(http.seen.at(-1)?.body).toMatchObject({
      requests: [{ insertText: { location: { index: 10, tabId: 't.0' }, text: 'a\nb\n' } }, {}, {}, {}, {}],
      writeControl: { requiredRevisionId: 'r1' },
    })
  })

  it('says when the document changed, and when only the place is wrong', async () => {
    const { call } = docs({ [EDIT]: failed(400) })
    const range = { document: ID, start_index: 1, end_index: 4 }
    const locked = call('delete_range', { ...range, revision_id: 'r0' })
    await expect(locked).rejects.toMatchObject({
      code: 'conflict',
      details: { hint: expect.stringContaining('get_structure') },
    })
    await expect(call('format_text', { ...range, bold: true })).rejects.toMatchObject({ code: 'validation' })
    await expect(docs({ [EDIT]: failed(404) }).call('format_text', { ...range, bold: true })).rejects.toMatchObject({
      code: 'not_found',
    })
  })

  it('replaces in all tabs, also when the address names one, or in those given', async () => {
    const replies = [{ replaceAllText: { occurrencesChanged: 3 } }]
    const { call, http } = docs({
      [DOC]: TWO,
      [EDIT]: { body: { replies, writeControl: { requiredRevisionId: 'r2' } } },
    })
    const words = { find: '{{name}}', replacement: 'Ada' }
    expect(await call('replace_text', { document: `${URL_OF}?tab=t.9`, ...words })).toEqual({ ...DONE, replaced: 3 })
    const replaceAllText = { containsText: { text: '{{name}}', matchCase: true }, replaceText: 'Ada' }
    expect(requestsOf(http)).toEqual({ requests: [{ replaceAllText }] })
    await call('replace_text', { document: ID, ...words, tabs: ['Notes', 't.0'], match_case: false })
    expect(http.seen.at(-1)?.body).toMatchObject({
      requests: [{ replaceAllText: { containsText: { matchCase: false }, tabsCriteria: { tabIds: ['t.9', 't.0'] } } }],
    })
    expect(await docs({ [EDIT]: WRITTEN }).call('replace_text', { document: ID, ...words })).toMatchObject({
      replaced: 0,
    })
  })

  it('deletes a range of a tab, of a revision', async () => {
    const { call, http } = docs({ [DOC]: TWO, [EDIT]: WRITTEN })
    const where = { document: ID, tab: 'Notes', start_index: 2, end_index: 4, revision_id: 'r1' }
    expect(await call('delete_range', where)).toEqual(DONE)
    expect(requestsOf(http)).toEqual({
      requests: [{ deleteContentRange: { range: { startIndex: 2, endIndex: 4, tabId: 't.9' } } }],
      writeControl: { requiredRevisionId: 'r1' },
    })
    await expect(call('delete_range', { ...where, end_index: 2 })).rejects.toMatchObject({ code: 'validation' })
  })

  it('formats what is named, resets what is emptied, and leaves the rest', async () => {
    const { call, http } = docs({ [EDIT]: WRITTEN })
    const range = { startIndex: 1, endIndex: 9 }
    const args = { document: ID, start_index: 1, end_index: 9 }
    await call('format_text', { ...args, style: 'heading_2', bold: false, link: '', list: 'numbers' })
    expect(requestsOf(http)).toEqual({
      requests: [
        { updateParagraphStyle: { range, paragraphStyle: { namedStyleType: 'HEADING_2' }, fields: 'namedStyleType' } },
        { updateTextStyle: { range, textStyle: { bold: false }, fields: 'bold,link' } },
        { createParagraphBullets: { range, bulletPreset: 'NUMBERED_DECIMAL_ALPHA_ROMAN' } },
      ],
    })
    await call('format_text', { ...args, style: 'normal', code: true, link: 'https://x.example', list: 'none' })
    expect(http.seen.at(-1)?.body).toMatchObject({
      requests: [
        { updateParagraphStyle: { paragraphStyle: { namedStyleType: 'NORMAL_TEXT' } } },
        { updateTextStyle: { textStyle: { link: { url: 'https://x.example' } }, fields: 'weightedFontFamily,link' } },
        { deleteParagraphBullets: { range } },
      ],
    })
    await expect(call('format_text', args)).rejects.toMatchObject({ code: 'validation' })
  })
})

describe('sharing', () => {
  const PERMISSIONS = `${FILES}/${ID}/permissions`

  it('lists who has access', async () => {
    const permissions = [
      { id: '1', type: 'user', role: 'owner', emailAddress: 'ada@harbor.example', displayName: 'Ada' },
      { id: '2', type: 'domain', role: 'reader', domain: 'harbor.example', allowFileDiscovery: true },
      { id: 'anyoneWithLink', type: 'anyone', role: 'commenter', allowFileDiscovery: false },
    ]
    const { call, http } = docs({ [`GET ${PERMISSIONS}`]: { body: { permissions, nextPageToken: 'n' } } })
    expect(await call('get_permissions', { document: ID })).toEqual({
      items: [
        { type: 'user', who: 'ada@harbor.example', role: 'owner' },
        { type: 'domain', who: 'harbor.example', role: 'reader', found_by_search: true },
        { type: 'anyone', who: 'anyone with the link', role: 'commenter' },
      ],
      next_cursor: expect.any(String),
      has_more: true,
    })
    expect(http.seen[0]?.query).toMatchObject({ supportsAllDrives: true, pageSize: 20 })
  })

  it('shares with a person, and with the public only when told so', async () => {
    const { call, http } = docs({
      [`POST ${PERMISSIONS}`]: { body: { id: '1', type: 'user', role: 'reader', emailAddress: 'ben@x.example' } },
    })
    const ben = { document: ID, email: 'ben@x.example', role: 'reader' }
    expect(await call('share_document', { ...ben, message: 'Look' })).toEqual({
      ...{ type: 'user', who: 'ben@x.example', role: 'reader', url: URL_OF },
    })
    expect(http.seen[0]).toMatchObject({
      body: { type: 'user', role: 'reader', emailAddress: 'ben@x.example' },
      query: { supportsAllDrives: true, sendNotificationEmail: true, emailMessage: 'Look' },
    })
    await call('share_document', { document: ID, type: 'anyone', role: 'reader' })
    expect(http.seen[1]?.body).toEqual({ type: 'anyone', role: 'reader', allowFileDiscovery: false })
    expect(http.seen[1]?.query).not.toHaveProperty('sendNotificationEmail')
    for (const wrong of [
      { role: 'reader' },
      { type: 'anyone', email: 'ben@x.example' },
      { type: 'domain' },
      { type: 'domain', domain: 'x.example', email: 'ben@x.example' },
    ]) {
      const refused = call('share_document', { document: ID, role: 'reader', ...wrong })
      await expect(refused).rejects.toMatchObject({ code: 'validation' })
    }
    expect(http.seen).toHaveLength(2)
  })

  const COMMENTS = `${FILES}/${ID}/comments`
  const raw = {
    ...{ id: 'c1', author: { displayName: 'Ben South' }, content: 'Why?', createdTime: '2026-11-01T00:00:00.000Z' },
    quotedFileContent: { mimeType: 'text/html', value: 'Ada&#39;s &amp;lt; lamp' },
    replies: [
      { id: 'r1', author: { displayName: 'Ada North' }, content: 'Fog.', createdTime: '2026-11-02T00:00:00Z' },
      { id: 'r2', deleted: true },
    ],
  }

  it('lists open comments, with replies when asked for all', async () => {
    const body = { comments: [raw, { ...raw, id: 'c2', resolved: true }] }
    const { call, http } = docs({ [`GET ${COMMENTS}`]: { body } })
    const shown = {
      id: 'c1',
      author: 'Ben South',
      text: 'Why?',
      quoted: "Ada's &lt; lamp",
      created: '2026-11-01T00:00Z',
    }
    expect(await call('list_comments', { document: ID, changed_after: '2026-10-01' })).toEqual({
      items: [{ ...shown, reply_count: 1 }],
      has_more: false,
    })
    expect(http.seen[0]?.query).toMatchObject({
      startModifiedTime: '2026-10-01T00:00:00Z',
      fields: expect.stringMatching(/^nextPageToken,comments\(id,/),
    })
    expect(await call('list_comments', { document: ID, state: 'all', detail: 'full' })).toMatchObject({
      items: [
        { ...shown, replies: [{ author: 'Ada North', text: 'Fog.', created: '2026-11-02T00:00:00Z' }] },
        { id: 'c2', resolved: true },
      ],
    })
  })

  it('comments, answers and resolves', async () => {
    const REPLIES = `POST ${COMMENTS}/c1/replies`
    const { call, http } = docs({
      [`POST ${COMMENTS}`]: { body: { id: 'c9', content: 'Dim.', createdTime: 't' } },
      [REPLIES]: { body: { id: 'r9', action: 'resolve', content: '' } },
    })
    expect(await call('add_comment', { document: ID, text: 'Dim.', quote: 'lamp' })).toEqual({
      ...{ id: 'c9', text: 'Dim.', created: 't' },
    })
    expect(http.seen[0]).toMatchObject({
      body: { content: 'Dim.', quotedFileContent: { mimeType: 'text/plain', value: 'lamp' } },
      query: { fields: 'id,content,createdTime' },
    })
    const answer = { document: ID, comment_id: 'c1' }
    expect(await call('reply_to_comment', { ...answer, action: 'resolve' })).toEqual({ id: 'r9', action: 'resolve' })
    expect(http.seen[1]?.body).toEqual({ action: 'resolve' })
    await expect(call('reply_to_comment', answer)).rejects.toMatchObject({ code: 'validation' })
  })
})
