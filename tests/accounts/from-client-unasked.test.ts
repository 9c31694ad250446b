import { Client } from '@modelcontextprotocol/sdk/client/index.js'
import { StdioClientTransport } from '@modelcontextprotocol/sdk/client/stdio.js'
import { ElicitRequestSchema } from '@modelcontextprotocol/sdk/types.js'
import { AccountsApp, type Person } from '../support/accounts'
import { bridgeCommand } from '../support/bridge'
import {
  bearer,
  BOTH,
  envelope,
  LEGACY,
  type Message,
  messages,
  MODERN,
  modernHeaders,
  open,
  openSession,
} from '../support/raw'

/* Clients that cannot show a page are not asked to: they get the text with the link at once. */

const TOOL = 'github_get_me'
const FORMS = { 'an empty elicitation': { elicitation: {} }, 'elicitation of forms': { elicitation: { form: {} } } }
/** Pages came with 2025-11-25: whoever speaks of them in an older session cannot mean ours. */
const PAGES = { elicitation: { url: {} } }
const OLD = ['2025-06-18', '2025-03-26', '2024-11-05']

let world: AccountsApp
let url: string
let ben: Person
beforeAll(async () => {
  world = await AccountsApp.start({ vendors: ['github'] })
  await world.tenant('acme', ['github'])
  await world.addConnector('acme', 'github', { account: 'personal' })
  url = world.app.endpoint('acme')
  ben = await world.person('acme', 'ben', 'member')
})
afterAll(() => world?.close())

/** What a call is answered with first, which may be a question. */
async function first(version: string, capabilities: object): Promise<Message> {
  const session = version === MODERN ? undefined : await openSession(url, ben.key, version, capabilities)
  const params = { name: TOOL, arguments: {}, ...(session ? {} : { _meta: envelope(capabilities) }) }
  const reply = await open(url, {
    method: 'POST',
    headers: {
      ...{ 'content-type': 'application/json', accept: BOTH, ...bearer(ben.key) },
      ...(session?.headers ?? modernHeaders('tools/call', TOOL)),
    },
    body: JSON.stringify({ jsonrpc: '2.0', id: 1, method: 'tools/call', params }),
  })
  let text = ''
  for await (const chunk of reply) {
    text += String(chunk)
    // An event stream with a question in it does not end.
    if (text.endsWith('\n\n') && messages(text).length > 0) break
  }
  return messages(text)[0] ?? {}
}

function expectText({ method, result }: { method?: string; result?: unknown }): void {
  // It is an answer, no question.
  expect(method).toBeUndefined()
  const { isError, content } = result as { isError?: boolean; content?: { type: string; text: string }[] }
  expect(isError).toBe(true)
  expect(content?.map(({ type }) => type)).toEqual(['text'])
  const error = JSON.parse(content?.[0]?.text ?? '') as { code: string; hint: string; connect_url: string }
  expect(error.code).toBe('connect_required')
  expect(error.connect_url).toMatch(new RegExp(`^${world.app.origin}/connect/[\\w-]{43}$`))
  expect(error.hint).toContain(error.connect_url)
}

const CASES = [MODERN, LEGACY, ...OLD].flatMap((version) =>
  Object.entries({
    'no elicitation': {},
    ...FORMS,
    ...(OLD.includes(version) ? { 'pages, which it does not have': PAGES } : {}),
  }).map(([what, capabilities]) => ({ version, what, capabilities })),
)

test.each(CASES)('$version with $what: the text with the link', async ({ version, capabilities }) => {
  expectText(await first(version, capabilities))
})

test('with pages: the question, in both eras', async () => {
  expect(await first(LEGACY, PAGES)).toMatchObject({ method: 'elicitation/create', params: { mode: 'url' } })
  expect(await first(MODERN, PAGES)).toMatchObject({ result: { resultType: 'input_required' } })
})

test.each(Object.entries(FORMS))(
  'the bridge under a client with %s: the text with the link',
  async (_, capabilities) => {
    const asked: unknown[] = []
    const client = new Client({ name: 'unasked', version: '1.0.0' }, { capabilities })
    client.setRequestHandler(ElicitRequestSchema, async ({ params }) => {
      asked.push(params)
      return { action: 'decline' }
    })
    await client.connect(new StdioClientTransport({ ...bridgeCommand(url, ben.key), stderr: 'pipe' }))
    try {
      expectText({ result: await client.callTool({ name: TOOL, arguments: {} }) })
      expect(asked).toEqual([])
    } finally {
      await client.close()
    }
  },
)
