import type { Judge } from './contract'
import { contracts } from './contracts'
import { cutPage, FORMS } from './cursor-forms'
import { type FakeOptions, FakeVendor } from './fake-vendor'
import { type Fault, reply } from './faults'
import { type Batch, Documents, idOf } from './google-docs-documents'
import { failure, no, type Said } from './google-docs-errors'
import { parseFields, select } from './google-docs-fields'
import { rules } from './google-docs-rules'
import { DOCUMENT, DOCUMENT_SAMPLE, GOOGLE_DOCS_SAMPLES, paragraphs, tab } from './google-docs-samples'
import { isItem, type Item, numbered } from './items'
import { sampleWorld } from './sample-world'
import type { Account, Answer, Asked, VendorDescription, World } from './vendor-description'

const INSUFFICIENT = {
  reason: 'insufficientPermissions',
  details: [{ '@type': 'type.googleapis.com/google.rpc.ErrorInfo', reason: 'ACCESS_TOKEN_SCOPE_INSUFFICIENT' }],
}

/** One description is of both addresses; each has its own operations only. */
const only = (judge: Judge, mine: RegExp): Judge => ({
  judge: (call) => {
    const judged = judge.judge(call)
    if (judged.id === undefined || mine.test(judged.id)) return judged
    const violations = [`${call.method} ${call.path}: the vendor has no such address.`]
    return { id: undefined, operation: undefined, params: {}, violations }
  },
})

export const google = (): VendorDescription => {
  const judge = contracts.google_docs()
  return {
    bases: {
      docs: { prefix: '/docs', judge: only(judge, /^docs\./) },
      google: { prefix: '/google', judge: only(judge, /^(?:drive|oauth2)\./) },
    },
    world,
    say: {
      unauthorized: () => no(401, { reason: 'authError', location: 'Authorization' }),
      refused: ([violation = '']) => no(400, { reason: 'badRequest', message: violation }),
      unknownAddress: () => ({ status: 404, body: 'Not Found' }),
      missingScope: () => no(403, INSUFFICIENT),
    },
    unwritten: rules,
    page,
  }
}

/** Drive gives these where nobody names fields. */
const USUAL: Readonly<Record<string, string>> = {
  'drive.files.list': 'kind,incompleteSearch,nextPageToken,files(kind,id,name,mimeType)',
  'drive.files.get': 'kind,id,name,mimeType',
  'drive.files.create': 'kind,id,name,mimeType',
  'drive.files.create.upload': 'kind,id,name,mimeType',
  'drive.files.copy': 'kind,id,name,mimeType',
  'drive.permissions.list': 'kind,nextPageToken,permissions(kind,id,type,role)',
  'drive.permissions.create': 'kind,id,type,role',
}
const LISTS: Readonly<Record<string, readonly [name: string, usual: number, most: number]>> = {
  'drive.files.list': ['files', 100, 1_000],
  'drive.permissions.list': ['permissions', 100, 100],
  'drive.comments.list': ['comments', 20, 100],
}

/** Only what was asked for, the way on included. */
function page(given: Answer, asked: Asked): Answer {
  if (given.status !== 200 || !isItem(given.body)) return given
  const [list, usual, most] = LISTS[asked.id] ?? []
  const cut =
    list === undefined
      ? given
      : cutPage(given, asked, { ...FORMS.pageToken, size: ['pageSize', usual ?? 100, most ?? 100] }, [list])
  const fields = asked.query.get('fields') ?? USUAL[asked.id]
  return { ...cut, body: select(cut.body, fields === undefined ? undefined : parseFields(fields)) }
}

function world(): World {
  const documents = new Documents()
  const samples = sampleWorld(GOOGLE_DOCS_SAMPLES, {
    item: (sample, i) => {
      const item = numbered(sample, i) as Item
      return 'emailAddress' in item ? { ...item, emailAddress: `keeper${i}@example.com` } : item
    },
    answers: {
      'docs.documents.get': ({ params }) => ok(documents.get(params['documentId'] ?? DOCUMENT)),
      'docs.documents.batchUpdate': ({ params, body }) => documents.edit(params['documentId'] ?? '', body as Batch),
      'drive.files.get': ({ params }, sample) => ok({ ...sample, id: params['fileId'] }),
      'drive.files.create': ({ body }, sample) => ok({ ...sample, ...(body as Item) }),
      'drive.files.copy': ({ body }, sample) => ok({ ...sample, ...(body as Item) }),
      'drive.files.export': exported,
      'drive.permissions.create': ({ body }, { emailAddress: _, domain: __, ...sample }) =>
        ok({ ...sample, ...(body as Item) }),
      'drive.comments.create': ({ body }, sample) => ok({ ...sample, ...(body as Item) }),
      'drive.replies.create': ({ body }, { action: _, content: __, ...sample }) => ok({ ...sample, ...(body as Item) }),
    },
  })
  return {
    answer: (asked) => samples.answer(asked),
    holding: (asked, count) => {
      if (asked.id !== 'docs.documents.get') return samples.holding(asked, count)
      // Whoever asks for content gets long tabs, and else there are many.
      if (asked.query.get('fields')?.includes('documentTab')) {
        const texts = (tabs: readonly Item[]) =>
          tabs.map((each) => tab(idOf(each), titleOf(each), 0, paragraphs(count)))
        return { ...DOCUMENT_SAMPLE, tabs: texts(DOCUMENT_SAMPLE['tabs'] as Item[]) }
      }
      return { ...DOCUMENT_SAMPLE, tabs: Array.from({ length: count }, (_, i) => tab(`t.n${i}`, `Night ${i}`, i, [])) }
    },
  }
}

const titleOf = (each: Item): string => String((each['tabProperties'] as Item)['title'])
const ok = (body: Item): Answer => ({ status: 200, body })

function exported({ query }: Asked): Answer {
  const type = query.get('mimeType') ?? ''
  const body = type.startsWith('text/') ? '\uFEFFThe lamp turns.\r\n' : Buffer.from([0x25, 0x50, 0x00, 0xff])
  return { status: 200, body, headers: { 'content-type': type } }
}

/** Google's Docs and Drive as far as our tools use them. */
export const startGoogleDocs = (
  tokens: Readonly<Record<string, Account>>,
  options: FakeOptions = {},
): Promise<FakeVendor> => FakeVendor.of(google(), tokens, options)

/** How Google refuses. */
export const googleNo = (status: number, said?: Said, headers: Readonly<Record<string, string>> = {}): Fault =>
  reply(status, failure(status, said), headers)
