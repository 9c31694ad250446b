import { contracts } from './contracts'
import { cutPage, FORMS } from './cursor-forms'
import { type FakeOptions, FakeVendor } from './fake-vendor'
import { type Fault, reply } from './faults'
import { isItem, type Item, numbered } from './items'
import { unwritten } from './notion-rules'
import { blockOf, database, IDS, NOTION_SAMPLES, PAGE, ROW, SCHEMA, SOURCE, USUAL_ROW } from './notion-samples'
import { sampleWorld } from './sample-world'
import type { Account, Answer, Asked, VendorDescription, World } from './vendor-description'

const REQUEST = '8c5f2a10-5b6a-4789-8abc-0123456789ab'

const no = (status: number, code: string, message: string, more: object = {}): Answer => ({
  status,
  body: { object: 'error', status, code, message, ...more, request_id: REQUEST },
})
const ok = (body: unknown): Answer => ({ status: 200, body })

const LISTS = new Set(['post-search', 'get-block-children', 'query-data-source', 'retrieve-a-comment', 'get-users'])

export const notion = (): VendorDescription => ({
  bases: { api: { prefix: '', judge: contracts.notion() } },
  world,
  say: {
    unauthorized: () => no(401, 'unauthorized', 'API token is invalid.'),
    refused: (violations) => {
      const isUnversioned = violations.some((each) => /header notion-version is missing/i.test(each))
      return no(400, isUnversioned ? 'missing_version' : 'validation_error', violations.join(' '))
    },
    unknownAddress: () => no(400, 'invalid_request_url', 'Invalid request URL.'),
    // It never says which capability.
    missingScope: () => no(403, 'restricted_resource', 'Insufficient permissions for this endpoint.'),
  },
  page: (given, asked) => (LISTS.has(asked.id) ? cutPage(given, asked, FORMS.notion, ['results']) : given),
  unwritten,
})

function world(): World {
  const { answer } = sampleWorld(NOTION_SAMPLES, { answers })
  return {
    answer,
    holding: (asked, count) => ({
      ...(NOTION_SAMPLES[asked.id] as Item),
      results: Array.from({ length: count }, (_, i) => itemOf(asked, i)),
    }),
  }
}

/** One of many. Comments are told apart by their discussion: we give no id of theirs. */
function itemOf(asked: Asked, i: number): unknown {
  switch (asked.id) {
    case 'post-search':
      return numbered(kindSearched(asked) === 'data_source' ? SOURCE : ROW, i)
    case 'query-data-source':
      return numbered(USUAL_ROW, i)
    case 'retrieve-a-comment': {
      const [comment] = listed(asked.id)
      const { id: discussion_id } = numbered({ id: comment?.['discussion_id'] }, i)
      return { ...numbered(comment, i), discussion_id }
    }
    default:
      return numbered(listed(asked.id).at(-1), i)
  }
}

const listed = (id: string) => (NOTION_SAMPLES[id] as { results: Item[] }).results
const bodyOf = ({ body }: Asked): Item => (isItem(body) ? body : {})
const inBody = (asked: Asked, name: string): Item => {
  const found = bodyOf(asked)[name]
  return isItem(found) ? found : {}
}
const kindSearched = (asked: Asked) => inBody(asked, 'filter')['value']

/** Answers that depend on what was asked. */
const answers: Readonly<Record<string, (asked: Asked, sample: Item) => Answer | undefined>> = {
  'post-search': (asked, sample) => {
    const kind = kindSearched(asked)
    return ok({ ...sample, results: listed(asked.id).filter(({ object }) => kind === undefined || kind === object) })
  },
  'retrieve-a-page': ({ params }) => ok(pageOf(params['page_id'])),
  'retrieve-a-block': ({ params }) => ok(blockOf(params['block_id'] ?? '')),
  // Below a page; what is below its blocks has nothing below it.
  'get-block-children': ({ params }, sample) =>
    params['block_id'] === IDS.toggle ? ok({ ...sample, results: [blockOf(IDS.task)] }) : undefined,
  // The id of a data source is none of a database.
  'retrieve-a-database': ({ params }) =>
    params['database_id'] === IDS.source ? missing() : ok(database(params['database_id'] ?? '')),
  'query-data-source': ({ query }, sample) => {
    const wanted = query.getAll('filter_properties')
    const columns = Object.entries(ROW.properties).filter(([name]) => {
      const { id = '' } = SCHEMA[name] ?? {}
      return wanted.length === 0 || wanted.includes(decodeURIComponent(id))
    })
    return ok({ ...sample, results: [{ ...ROW, properties: Object.fromEntries(columns) }] })
  },
  'patch-page': ({ params }) => ok(pageOf(params['page_id'])),
  // As many as were sent.
  'patch-block-children': (asked, sample) => {
    const { children } = bodyOf(asked) as { children: Item[] }
    return ok({ ...sample, results: children.map((each, i) => ({ ...numbered(blockOf(IDS.task), i), ...each })) })
  },
  'update-a-block': ({ params, ...asked }) => {
    const block = blockOf(params['block_id'] ?? '')
    const { [block.type]: fields } = bodyOf({ params, ...asked })
    return ok({ ...block, [block.type]: { ...(block[block.type] as Item), ...(fields as Item | undefined) } })
  },
}

const pageOf = (id: string | undefined) => (id === IDS.page ? PAGE : { ...ROW, id })
const missing = () => no(404, 'object_not_found', 'Could not find database. Make sure that it is shared.')

/** Notion's API as far as our tools use it. Scopes of an account are the capabilities of its connection. */
export const startNotion = (
  tokens: Readonly<Record<string, Account>>,
  options: FakeOptions = {},
): Promise<FakeVendor> => FakeVendor.of(notion(), tokens, options)

/** How Notion refuses. */
export function notionNo(
  status: number,
  code: string,
  { message = 'No.', headers = {}, ...more }: { message?: string; headers?: Readonly<Record<string, string>> } = {},
): Fault {
  return reply(status, no(status, code, message, more).body, headers)
}
