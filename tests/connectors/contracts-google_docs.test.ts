import { call, refusals } from '../support/vendors/call'
import { contracts, sources } from '../support/vendors/contracts'

const google = contracts.google_docs()
const edit = (...requests: object[]) => call('POST', '/v1/documents/doc1:batchUpdate', { body: { requests } })
const UPLOAD = '/upload/drive/v3/files?uploadType=multipart'
const headers = { 'content-type': 'multipart/related; boundary=b1' }
const parts = (file: object) =>
  `--b1\r\nContent-Type: application/json\r\n\r\n${JSON.stringify(file)}\r\n` +
  '--b1\r\nContent-Type: text/markdown\r\n\r\n# Lamp\r\n--b1--\r\n'

test('the operation that is in no document says where it is from', () => {
  expect(sources('google_docs')).toEqual(['oauth2.userinfo.get'])
})

test.each([
  ['docs.documents.get', call('GET', '/v1/documents/doc1?includeTabsContent=true&fields=tabs')],
  ['docs.documents.batchUpdate', edit({ insertText: { text: 'Lit', location: { index: 1, tabId: 't.0' } } })],
  ['drive.files.list', call('GET', '/drive/v3/files?q=trashed=false&supportsAllDrives=true&pageSize=100')],
  ['drive.files.create', call('POST', '/drive/v3/files', { body: { name: 'Lamp', parents: ['folder1'] } })],
  ['drive.files.create.upload', call('POST', UPLOAD, { headers, body: parts({ name: 'Lamp' }) })],
  ['drive.files.export', call('GET', '/drive/v3/files/doc1/export?mimeType=text/markdown')],
  [
    'drive.permissions.create',
    call('POST', '/drive/v3/files/doc1/permissions', {
      body: { type: 'user', role: 'reader', emailAddress: 'ada@example.com' },
    }),
  ],
  [
    'drive.replies.create',
    call('POST', '/drive/v3/files/doc1/comments/c1/replies?fields=id', { body: { action: 'resolve' } }),
  ],
])('takes %s', (id, given) => {
  expect(google.judge(given)).toMatchObject({ id, violations: [] })
})

test.each([
  ['an unknown verb', call('POST', '/v1/documents/doc1:shred', { body: {} }), 'the vendor has no such address'],
  ['a removed API version', call('GET', '/drive/v2/files'), 'the vendor has no such address'],
  [
    'a parameter that is deprecated',
    call('GET', '/drive/v3/files?supportsTeamDrives=true'),
    'query parameter "supportsTeamDrives" is unknown.',
  ],
  [
    'a credential in the address',
    call('GET', '/drive/v3/files?access_token=a'),
    'query parameter "access_token" is unknown.',
  ],
  [
    'a wrong enum',
    call('GET', '/v1/documents/doc1?suggestionsViewMode=ALL'),
    'query parameter "suggestionsViewMode" may not be "ALL".',
  ],
  ['a missing parameter', call('GET', '/drive/v3/files/doc1/export'), 'query parameter "mimeType" is missing.'],
  ['comments without fields', call('GET', '/drive/v3/files/doc1/comments'), 'query parameter "fields" is missing.'],
  [
    'a page that is too large',
    call('GET', '/drive/v3/files?pageSize=1001'),
    'query parameter "pageSize" may not be "1001".',
  ],
  ['an unknown edit', edit({ shredText: {} }), 'requests.0: field "shredText" is unknown.'],
  [
    'an unknown field in an edit',
    edit({ insertText: { text: 'a', at: 1 } }),
    'requests.0.insertText: field "at" is unknown.',
  ],
  [
    'a wrong type in an edit',
    edit({ insertText: { text: 'a', location: { index: '1' } } }),
    'requests.0.insertText.location.index: must be integer.',
  ],
  [
    'a wrong enum in an edit',
    edit({ updateParagraphStyle: { fields: '*', paragraphStyle: { namedStyleType: 'H1' } } }),
    'namedStyleType: must be one of',
  ],
  [
    'content that would be ignored',
    call('POST', '/v1/documents', { body: { title: 'Lamp', body: {} } }),
    'body: field "body" is unknown.',
  ],
  [
    'a field that only Google writes',
    call('POST', '/drive/v3/files', { body: { name: 'Lamp', webViewLink: 'https://example.com' } }),
    'body: field "webViewLink" is unknown.',
  ],
  [
    'a wrong role',
    call('POST', '/drive/v3/files/doc1/permissions', { body: { type: 'anyone', role: 'editor' } }),
    'role: must be one of owner',
  ],
  [
    'an upload that says no kind',
    call('POST', '/upload/drive/v3/files', { headers, body: parts({ name: 'a' }) }),
    'query parameter "uploadType" is missing.',
  ],
  [
    'an unknown field beside an upload',
    call('POST', UPLOAD, { headers, body: parts({ title: 'Lamp' }) }),
    'body: field "title" is unknown.',
  ],
  ['an upload as JSON', call('POST', UPLOAD, { body: { name: 'Lamp' } }), 'the content type is multipart/related.'],
  ['an upload without its first part', call('POST', UPLOAD, { headers, body: '--b1--' }), 'the body is missing.'],
])('refuses %s', (_what, given, words) => {
  expect(refusals(google, given)).toContainEqual(expect.stringContaining(words))
})

test('any of the documented scopes will do', () => {
  const { operation } = google.judge(call('POST', '/v1/documents', { body: {} }))
  expect(operation?.scopes).toEqual([
    ['documents', 'drive', 'drive.file'].map((name) => `https://www.googleapis.com/auth/${name}`).join('|'),
  ])
})
