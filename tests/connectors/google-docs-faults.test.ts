import { VendorCaller } from '../support/vendors/caller'
import type { FakeVendor } from '../support/vendors/fake-vendor'
import { connectionReset, hugeBody, reply } from '../support/vendors/faults'
import { googleNo, startGoogleDocs } from '../support/vendors/google-docs'
import { DOCUMENT as document } from '../support/vendors/google-docs-samples'
import { type FaultFacts, faultsSuite } from '../support/vendors/suites/faults-suite'

const tokens = { 'token-a': { tenant: 'a' }, 'token-fresh': { tenant: 'a' } }
const subject = { type: 'google_docs', start: () => startGoogleDocs(tokens, { tenant: 'a' }) }

const SHARED = {
  unauthorized: () => googleNo(401, { reason: 'authError', location: 'Authorization' }),
  forbidden: () => googleNo(403, { reason: 'insufficientFilePermissions' }),
  notFound: () => googleNo(404, { reason: 'notFound', location: 'fileId' }),
  tooMany: (headers) => googleNo(429, { reason: 'rateLimitExceeded' }, headers),
  // Google never says when; what other vendors send counts, too.
  untilReset: (epochS) => googleNo(429, { reason: 'rateLimitExceeded' }, { 'x-ratelimit-reset': String(epochS) }),
  unavailable: (status) => googleNo(status, { reason: 'backendError' }),
  words: (text) =>
    googleNo(400, {
      reason: text,
      message: text,
      location: text,
      details: [{ reason: text, fieldViolations: [{ field: text, description: text }], metadata: { text } }],
    }),
} satisfies Partial<FaultFacts['says']>

const more: FaultFacts['more'] = [
  ...['rateLimitExceeded', 'userRateLimitExceeded', 'sharingRateLimitExceeded', 'dailyLimitExceeded'].map((reason) => ({
    name: `403 and ${reason}`,
    fault: () => googleNo(403, { reason }),
    expected: { code: 'rate_limited', vendorCode: reason, retryAfterS: 60 },
  })),
  {
    name: '403 and insufficientPermissions',
    fault: () => googleNo(403, { reason: 'insufficientPermissions' }),
    expected: { code: 'missing_scope' },
  },
  {
    name: '403 and a scope that is missing, as the newer services say it',
    fault: () => googleNo(403, { details: [{}, { reason: 'ACCESS_TOKEN_SCOPE_INSUFFICIENT' }] }),
    expected: { code: 'missing_scope' },
  },
  {
    name: '403 and an API that is switched off',
    fault: () => googleNo(403, { details: [{ reason: 'SERVICE_DISABLED' }] }),
    expected: { code: 'forbidden', hint: expect.stringContaining('enable') as string },
  },
  {
    name: '403 without a reason',
    fault: () => reply(403, '<html>No.</html>'),
    expected: { code: 'forbidden' },
  },
  { name: 'another answer', fault: () => reply(200, '"x"'), expected: { code: 'vendor_unavailable' }, on: 'read' },
]

describe('Docs', () =>
  faultsSuite(subject, {
    read: { tool: 'list_tabs', args: { document }, operation: 'docs.documents.get' },
    write: {
      tool: 'append_text',
      args: { document, text: 'The lamp turns.', format: 'text' },
      operation: 'docs.documents.batchUpdate',
    },
    says: {
      ...SHARED,
      conflict: () => googleNo(409),
      // Docs tells of no field, but of an edit in our request.
      invalid: { fault: () => googleNo(400, { message: 'Invalid requests[0].insertText: No.' }), fields: [] },
    },
    more,
  }))

describe('Drive', () =>
  faultsSuite(subject, {
    read: { tool: 'get_permissions', args: { document }, operation: 'drive.permissions.list' },
    write: {
      tool: 'share_document',
      args: { document, email: 'ben@example.com', role: 'reader' },
      operation: 'drive.permissions.create',
    },
    says: {
      ...SHARED,
      conflict: () => googleNo(412, { reason: 'conditionNotMet' }),
      invalid: {
        fault: () => googleNo(400, { reason: 'invalid', location: 'permission.emailAddress' }),
        fields: ['email'],
      },
    },
    more: [
      ...more,
      {
        name: '400 and fields as the newer services name them',
        fault: () =>
          googleNo(400, { details: [{ fieldViolations: [{ field: 'pageToken' }, { field: 'permission.role' }] }] }),
        expected: {
          code: 'validation',
          fields: { cursor: expect.any(String) as string, role: expect.any(String) as string },
          hint: expect.stringContaining('Leave out the cursor') as string,
        },
      },
      {
        name: '400 and an address that is no account',
        fault: () => googleNo(400, { reason: 'invalidSharingRequest' }),
        expected: { code: 'validation', hint: expect.stringContaining('notify') as string },
      },
    ],
  }))

describe('of single tools', () => {
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

  const READ = 'docs.documents.get'
  const WRITE = 'docs.documents.batchUpdate'
  const sent = (id: string) => fake.requests.filter((request) => request.id === id).length
  const range = { document, tab: 'Notes', start_index: 1, end_index: 4 }

  test.each<[tool: string, args: Record<string, unknown>]>([
    ['append_text', { document, text: 'The **lamp**' }],
    ['append_text', { document, tab: 'Notes', text: 'The lamp', format: 'text' }],
    ['insert_text', { document, index: 1, text: '- a\n- b' }],
    ['replace_text', { document, find: 'lamp', replacement: 'horn', tabs: ['Notes'] }],
    ['format_text', { ...range, bold: true }],
  ])('%s looks again where its look at the document fails, and writes once', async (tool, args) => {
    fake.fail(reply(503), { on: READ })
    fake.fail(connectionReset(), { on: READ })
    await caller.call(tool, args)
    expect([sent(READ), sent(WRITE)]).toEqual([3, 1])
    fake.reset()
    fake.fail(reply(503), { on: READ, times: 9 })
    const error = await caller.call(tool, args).catch((thrown: unknown) => thrown)
    expect(error).toMatchObject({ code: 'vendor_unavailable' })
    expect(JSON.stringify([(error as Error).message, error])).not.toMatch(/may have happened/)
    expect(sent(WRITE)).toBe(0)
  })

  test.each<[tool: string, args: Record<string, unknown>]>([
    ['delete_range', { ...range, revision_id: 'r' }],
    ['insert_text', { document, index: 1, text: 'a', revision_id: 'r' }],
    ['append_text', { document, text: '# Lamp' }],
  ])('%s says that the document has changed where Google refuses the revision', async (tool, args) => {
    fake.fail(googleNo(400, { message: 'No.' }), { on: WRITE })
    await expect(caller.call(tool, args)).rejects.toMatchObject({
      code: 'conflict',
      details: { vendorStatus: 400, hint: expect.stringContaining('revision_id') as string },
    })
  })

  test('facts of a document do without Drive where it is closed, and not where it is slow', async () => {
    fake.fail(googleNo(403, { reason: 'appNotAuthorizedToFile' }), { on: 'drive.files.get' })
    await expect(caller.call('get_document', { document })).resolves.toMatchObject({
      title: 'Lighthouse plan',
      hint: expect.stringContaining('drive.metadata.readonly') as string,
    })
    fake.fail(googleNo(403, { reason: 'userRateLimitExceeded' }), { on: 'drive.files.get' })
    await expect(caller.call('get_document', { document })).rejects.toMatchObject({ code: 'rate_limited' })
  })

  test.each([
    ['exportSizeLimitExceeded', 'too_large'],
    ['cannotDownloadFile', 'forbidden'],
    ['fileNotExportable', 'validation'],
  ])('an export meets %s', async (reason, code) => {
    fake.fail(googleNo(403, { reason }), { on: 'drive.files.export' })
    await expect(caller.call('export_document', { document, format: 'pdf' })).rejects.toMatchObject({ code })
  })

  test('an export and a document end where they are too large', async () => {
    fake.fail(hugeBody(), { on: 'drive.files.export' })
    await expect(caller.call('export_document', { document, format: 'pdf' })).rejects.toMatchObject({
      code: 'too_large',
    })
    fake.fail(hugeBody(40 * 1024 * 1024), { on: READ })
    await expect(caller.call('read_document_content', { document })).rejects.toMatchObject({ code: 'too_large' })
  })

  test('a file of another kind is none', async () => {
    fake.fail(googleNo(400, { message: 'This operation is not supported for this document' }), { on: READ })
    await expect(caller.call('read_document_content', { document })).rejects.toMatchObject({
      code: 'validation',
      details: { fields: { document: expect.stringContaining('another kind') as string } },
    })
  })
})
