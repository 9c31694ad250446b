import { type OAuth2, oauthOf } from '../../connectors/sdk'
import { lackingScopes } from '../../server/credentials/accounts'
import { wantedBy } from '../../server/oauth/scopes'
import { startGoogleDocs } from '../support/vendors/google-docs'
import { DOCUMENT, FOLDER, REVISION } from '../support/vendors/google-docs-samples'
import { registered, VendorCaller } from '../support/vendors/caller'
import type { FakeVendor } from '../support/vendors/fake-vendor'
import { contractSuite } from '../support/vendors/suites/contract-suite'
import { pagingSuite } from '../support/vendors/suites/paging-suite'
import { type ToolFacts, triedTools, type VendorSubject } from '../support/vendors/suites/subject'

const ALL = ['documents', 'drive.file', 'drive.readonly', 'drive.metadata.readonly']
const scopes = ALL.map((name) => `https://www.googleapis.com/auth/${name}`)
const subject: VendorSubject = {
  type: 'google_docs',
  start: () => startGoogleDocs({ 'token-a': { tenant: 'a', scopes } }, { tenant: 'a' }),
}

const URL_OF = `https://docs.google.com/document/d/${DOCUMENT}/edit`
const SHARE = { document: URL_OF, role: 'reader' }
const RICH = [
  '# Night\n\nThe 💡 **lamp** and the [log](https://harbor.example).',
  '- wind\n  1. once\n  2. twice\n- [x] trim',
  '| Part | State |\n| - | - |\n| `Lamp` | bright |\n| | |',
  '> Mind the fog\n\n```\nhorn()\n```\n\n---\n\nEnd[^1]\n\n[^1]: A note.',
].join('\n\n')

const facts: ToolFacts = {
  values: {
    document: URL_OF,
    owner: 'me',
    folder: `https://drive.google.com/drive/folders/${FOLDER}`,
    shared_drive: FOLDER,
    modified_after: '2026-01-31',
    changed_after: '7d',
    query: `Ada's "fog horn" and \\`,
    tab: 'notes',
    tabs: 'Fog',
    find: 'lamp',
    replacement: 'horn',
    text: 'The **lamp** turns.',
    content: '# Lamp\n\nIt turns.',
    title: 'Lamp',
    quote: 'The lamp',
    email: 'ben@example.com',
    domain: 'harbor.example',
    message: 'Look',
    comment_id: 'AAAA_comment1',
    link: 'https://harbor.example/log',
    index: 1,
    start_index: 1,
    end_index: 5,
    revision_id: REVISION,
  },
  hints: {
    format_text: { needs: { bold: true } },
    reply_to_comment: { needs: { text: 'Since spring.' } },
    share_document: {
      needs: { email: 'ben@example.com' },
      apart: ['email', 'domain'],
      variants: { type: ['user', 'group'] },
    },
  },
  more: {
    append_text: [
      { document: DOCUMENT, text: RICH },
      { document: URL_OF, tab: 't.lamp1', text: RICH },
    ],
    insert_text: [
      { document: `${URL_OF}?tab=t.0`, index: 1, text: RICH, revision_id: REVISION },
      { document: `https://drive.google.com/open?id=${DOCUMENT}`, index: 3, text: 'a *b* ' },
    ],
    share_document: [
      { ...SHARE, type: 'domain', domain: 'harbor.example' },
      { ...SHARE, type: 'anyone' },
    ],
    reply_to_comment: [{ document: DOCUMENT, comment_id: 'AAAA_comment1', action: 'resolve' }],
    format_text: [{ document: DOCUMENT, start_index: 1, end_index: 5, style: 'title', link: '' }],
    list_documents: [{ folder: 'root', order: 'viewed' }],
  },
  local: {
    read_document_content: ['format', 'max_characters', 'offset', 'tab'],
    list_tabs: ['cursor', 'limit'],
    get_structure: ['cursor', 'find', 'limit', 'only', 'tab'],
    export_document: ['max_characters', 'offset'],
    list_comments: ['detail', 'state'],
  },
  lists: {
    list_documents: { operation: 'drive.files.list' },
    search_documents: { operation: 'drive.files.list' },
    list_shared_documents: { operation: 'drive.files.list' },
    list_tabs: { operation: 'docs.documents.get', sliced: true },
    get_structure: { operation: 'docs.documents.get', sliced: true },
    get_permissions: { operation: 'drive.permissions.list' },
    list_comments: { operation: 'drive.comments.list', args: { state: 'all' } },
  },
}

describe('contract', () => contractSuite(subject, facts))
describe('paging', () => pagingSuite(subject, facts))

describe('scopes', () => {
  const tools = triedTools('google_docs', facts)
  const type = registered('google_docs')
  const declared = (name: string) => type.declared.tools.get(name)?.declaration.scopes ?? []
  const full = (name: string) => `https://www.googleapis.com/auth/${name}`
  /** Each of these is enough by itself. */
  const EITHER: Readonly<Record<string, readonly string[]>> = {
    export_document: ['drive.file', 'drive.readonly'],
    list_comments: ['drive.file', 'drive.readonly'],
    get_permissions: ['drive.file', 'drive.readonly', 'drive.metadata.readonly'],
  }
  const cases = tools.flatMap(({ name, smallest }) =>
    (EITHER[name]?.map((scope) => [full(scope)]) ?? [declared(name)]).map((scopes) => ({ name, smallest, scopes })),
  )

  test.each(cases)('$name does with $scopes, and not without', async ({ name, smallest, scopes: granted }) => {
    expect(lackingScopes(type, [...granted, 'openid'], declared(name))).toEqual([])
    const fake = await startGoogleDocs({
      'token-a': { tenant: 'a', scopes: granted },
      'token-none': { tenant: 'a', scopes: [] },
    })
    const caller = new VendorCaller('google_docs', fake.baseUrls)
    await expect(caller.call(name, smallest)).resolves.toBeDefined()
    await expect(caller.call(name, smallest, { token: 'token-none' })).rejects.toMatchObject({ code: 'missing_scope' })
    expect(fake.violations).toEqual([])
    caller.close()
    await fake.close()
  })

  test('what only reads is no reason to write, and none is left unasked for', () => {
    const barred = (granted: string) =>
      [...type.declared.tools.keys()].filter((name) => lackingScopes(type, [full(granted)], declared(name)).length > 0)
    expect(barred('drive.readonly')).toEqual(
      expect.arrayContaining(['create_document', 'copy_document', 'share_document', 'add_comment', 'append_text']),
    )
    const asked = (...names: string[]) => {
      const using = names.map((name) => type.declared.tools.get(name)?.declaration)
      return wantedBy(
        oauthOf(type) as OAuth2,
        using.map((each) => ({
          ...{ scopes: each?.scopes ?? [], optionalScopes: each?.optionalScopes ?? [], token: each?.token },
        })),
      )['default']
    }
    expect(asked('export_document', 'list_comments')).toEqual(['email', full('drive.readonly'), 'openid'])
    expect(asked('export_document', 'add_comment')).toEqual([
      ...['email', full('drive.file'), full('drive.readonly'), 'openid'],
    ])
  })
})

describe('editing', () => {
  let fake: FakeVendor
  let caller: VendorCaller

  beforeAll(async () => {
    fake = await subject.start()
    caller = new VendorCaller('google_docs', fake.baseUrls)
  })
  beforeEach(() => fake.reset())
  afterEach(() => expect(fake.violations).toEqual([]))
  afterAll(async () => {
    caller.close()
    await fake.close()
  })

  const document = DOCUMENT
  const read = async (tab: string) =>
    ((await caller.call('read_document_content', { document, tab, format: 'text' })) as { content: string }).content
  const LINES = [
    ...['Night', 'The 💡 lamp and the log.', 'wind', 'once', 'twice', 'trim'],
    ...['Part\tState', 'Lamp\tbright', '\t', 'Mind the fog', 'horn()', '———', 'End[1]', '[1] A note.'],
  ]
  const linesOf = (text: string) => text.split('\n').filter((line) => line !== '')

  test('Markdown of all kinds lands where it belongs, and nothing else moves', async () => {
    const before = linesOf(await read('Plan'))
    await caller.call('append_text', { document, tab: 'Plan', text: RICH })
    expect(linesOf(await read('Plan'))).toEqual([...before, ...LINES])
    await caller.call('append_text', { document, tab: 'Horn', text: RICH })
    expect(linesOf(await read('Horn'))).toEqual(['Two short.', ...LINES])
    await caller.call('insert_text', { document, tab: 'Fog', index: 1, text: RICH })
    expect(linesOf(await read('Fog'))).toEqual([...LINES, 'Fog since morning.'])
  })

  test('what get_structure found is what is replaced, formatted and deleted', async () => {
    type Structure = { items: { matches: [[number, number]] }[]; revision_id: string }
    const find = async (text: string) => {
      const found = (await caller.call('get_structure', { document, tab: 'Plan', find: text })) as Structure
      const [start_index = 0, end_index = 0] = found.items[0]?.matches[0] ?? []
      return { document, start_index, end_index, revision_id: found.revision_id }
    }
    await caller.call('delete_range', await find('turns'))
    expect(await read('Plan')).toContain('The 💡 lamp , says')
    const { start_index: index, revision_id } = await find('bright')
    await caller.call('insert_text', { document, index, revision_id, text: 'very ' })
    expect(await read('Plan')).toContain('Lamp\tvery bright')
    await caller.call('format_text', { ...(await find('very')), bold: true, list: 'numbers' })
    await expect(
      caller.call('replace_text', { document, find: 'LAMP', replacement: 'horn', match_case: false }),
    ).resolves.toMatchObject({ replaced: 4 })
  })

  test('a document that changed since is left alone, and so is what cannot be edited', async () => {
    const range = { document, tab: 't.0', start_index: 1, end_index: 4 }
    await caller.call('append_text', { document, text: 'Somebody was here.', format: 'text' })
    const before = await read('Plan')
    const late = caller.call('delete_range', { ...range, revision_id: REVISION })
    await expect(late).rejects.toMatchObject({
      code: 'conflict',
      details: { hint: expect.stringContaining('get_structure') },
    })
    const refused = { code: 'validation', details: { vendorStatus: 400 } }
    await expect(caller.call('format_text', { ...range, end_index: 9_999, bold: true })).rejects.toMatchObject(refused)
    await expect(caller.call('insert_text', { document, index: 9_999, text: 'a' })).rejects.toMatchObject(refused)
    await expect(caller.call('insert_text', { document, tab: 't.none', index: 1, text: 'a' })).rejects.toMatchObject(
      refused,
    )
    expect(await read('Plan')).toBe(before)
  })
})

test('a file goes up in two parts, and comes down as it is', async () => {
  const fake = await subject.start()
  const caller = new VendorCaller('google_docs', fake.baseUrls)
  const content = '# Lamp\r\n--part--\r\nIt 💡 turns.'
  await caller.call('create_document', { title: 'Lämp', content, folder: FOLDER })
  const [sent] = fake.requests
  expect(sent?.headers['content-type']).toMatch(/^multipart\/related; boundary=/)
  expect(sent?.body).toContain(`\r\n\r\n${content}\r\n--`)
  await expect(caller.call('export_document', { document: DOCUMENT, format: 'txt' })).resolves.toMatchObject({
    content: 'The lamp turns.\r\n',
  })
  await expect(caller.call('export_document', { document: DOCUMENT, format: 'pdf' })).resolves.toMatchObject({
    structured: { format: 'pdf', mime_type: 'application/pdf', bytes: 4 },
    blocks: [{}, { resource: { mimeType: 'application/pdf', blob: 'JVAA/w==' } }],
  })
  expect(fake.violations).toEqual([])
  caller.close()
  await fake.close()
})
