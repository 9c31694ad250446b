import { request } from 'node:http'
import { BaseConnector, type CallContext, connector, type Input, noAuth, tool, z } from '../../connectors/sdk'
import { startTestApp, type TestApp, withLab } from '../support/app'
import { Lab } from '../support/lab'
import { BOTH, bearer, envelope, modern, modernHeaders } from '../support/raw'
import { until } from '../support/until'

const Nothing = z.strictObject({})
let started = 0

@connector({
  type: 'ledger',
  title: 'Ledger',
  description: 'Writes that end in one way each.',
  baseUrls: { default: 'https://ledger.invalid' },
  auth: [noAuth()],
})
class Ledger extends BaseConnector {
  @tool({ description: 'Never ends by itself.', input: Nothing, effect: 'write', scopes: [] })
  async hang(_: Input<typeof Nothing>, ctx: CallContext) {
    started += 1
    await new Promise((resolve) => ctx.signal.addEventListener('abort', resolve, { once: true }))
    throw ctx.signal.reason
  }

  @tool({ description: 'Asks first.', input: Nothing, effect: 'write', scopes: [] })
  async ask(_: Input<typeof Nothing>, ctx: CallContext) {
    const schema = { type: 'object', properties: {} }
    await ctx.requestInput({ sure: { kind: 'elicit', message: 'Sure?', schema } })
    return {}
  }

  @tool({ description: 'Breaks.', input: Nothing, effect: 'destroy', scopes: [] })
  async break(_: Input<typeof Nothing>) {
    throw new Error('broken')
  }
}

let app: TestApp
let lab: Awaited<ReturnType<typeof withLab>>

beforeAll(async () => {
  app = await startTestApp({ types: [Lab, Ledger], env: { SAGEMCP_CALL_TIMEOUT_MS: '1000' } })
  lab = await withLab(app)
  await app.addConnector(lab.tenant, { type: 'ledger' })
})
afterAll(() => app?.close())

type Page = { items: { target: string; outcome: string; callId: string }[] }

/** The rows of a tool's calls, oldest first, once there are so many. */
async function rows(target: string, count: number): Promise<Page['items']> {
  let found: Page['items'] = []
  await until(`${count} rows of ${target}`, async () => {
    const page = (await app.must('GET', `/tenants/${lab.tenant}/audit?action=tool.call`)) as unknown as Page
    found = page.items.filter((row) => row.target === target).toReversed()
    return found.length >= count
  })
  return found
}

const call = (name: string) => modern(lab.url, lab.key, 'tools/call', { name, arguments: {} })

test.each([
  ['lab_write', { text: 'x' }, 'ok'],
  ['ledger_break', {}, 'internal'],
])('%s leaves an intent and how it ended', async (name, args, outcome) => {
  await modern(lab.url, lab.key, 'tools/call', { name, arguments: args })
  const [intent, end] = await rows(name, 2)
  expect([intent?.outcome, end?.outcome]).toEqual(['intent', outcome])
  expect(intent?.callId).toBe(end?.callId)
})

test('a write that must ask first is not told as a failure', async () => {
  await call('ledger_ask')
  expect((await rows('ledger_ask', 2)).map((row) => row.outcome)).toEqual(['intent', 'input_required'])
})

test('a write that took too long, or that its caller left, is told as what it is', async () => {
  const slow = await call('ledger_hang')
  expect(slow.text).toContain('outcome_unknown')
  const sent = request(lab.url, {
    method: 'POST',
    headers: {
      'content-type': 'application/json',
      accept: BOTH,
      ...bearer(lab.key),
      ...modernHeaders('tools/call', 'ledger_hang'),
    },
  })
  sent.on('error', () => {})
  const params = { name: 'ledger_hang', arguments: {}, _meta: envelope() }
  sent.end(JSON.stringify({ jsonrpc: '2.0', id: 1, method: 'tools/call', params }))
  await until('the second call runs', () => started === 2)
  sent.destroy()
  const outcomes = (await rows('ledger_hang', 4)).map((row) => row.outcome)
  expect(outcomes).toEqual(['intent', 'outcome_unknown', 'intent', 'cancelled'])
})
