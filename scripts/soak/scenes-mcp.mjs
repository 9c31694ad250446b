// What AI clients do, well behaved or not.
import assert from 'node:assert/strict'
import { connectionReset, raw, reply, until } from './world.mjs'

const { answer, ask, bearer, BOTH, envelope, initialize, messages, modern, modernHeaders, openSession } = raw
const { post, RawSocket, reading } = raw
const rpc = (method, params = {}, id = 1) => ({ jsonrpc: '2.0', id, method, params })
const call = (name, args = {}, id = 1) =>
  rpc('tools/call', { name, arguments: args, _meta: { progressToken: `p${id}` } }, id)

const good = (given) => {
  const { result } = answer(given)
  assert.ok(result !== undefined && result.isError !== true, `${given.status} ${given.text.slice(0, 300)}`)
  return result
}

const posting = ({ url, key }, headers, body) =>
  reading(url, {
    method: 'POST',
    headers: { 'content-type': 'application/json', accept: BOTH, ...bearer(key), ...headers },
    body: JSON.stringify(body),
  })
const listening = ({ url, key }, headers) =>
  reading(url, { headers: { ...bearer(key), ...headers, accept: 'text/event-stream' } })

async function modernCalls({ url, key }) {
  good(await modern(url, key, 'server/discover'))
  good(await modern(url, key, 'tools/list'))
  good(await modern(url, key, 'tools/call', { name: 'lab_echo', arguments: { text: 'hello' } }))
  good(await modern(url, key, 'tools/call', { name: 'github_list_issues', arguments: { repository: REPOSITORY } }))
  good(await modern(url, key, 'resources/read', { uri: 'lab://notes/7' }))
  good(await modern(url, key, 'prompts/get', { name: 'lab_greet', arguments: { name: 'Ada' } }))
  good(await modern(url, key, 'tools/call', { name: 'lab_slow', arguments: { steps: 3, ms: 5 } }))
}
const REPOSITORY = 'harbor-labs/lighthouse'

async function vendorWrites({ url, key }) {
  const changed = { repository: REPOSITORY, number: 1, title: 'Polish the lens' }
  const given = await modern(url, key, 'tools/call', { name: 'github_update_issue', arguments: changed })
  assert.ok(answer(given).result !== undefined, given.text)
}

/** One failure at a time, so that the breaker stays closed. */
async function vendorFails({ url, key, vendor, count }) {
  const faults = [reply(500, { message: 'out of order' }), reply(404, { message: 'Not Found' }), connectionReset()]
  vendor.fail(faults[count % 3], { on: 'users/get-authenticated' })
  const given = await modern(url, key, 'tools/call', { name: 'github_get_me', arguments: {} })
  assert.ok(answer(given).result !== undefined, given.text)
  good(await modern(url, key, 'tools/call', { name: 'github_get_me', arguments: {} }))
  vendor.forgetRequests()
}

async function failingCalls({ url, key }) {
  for (const how of ['known', 'crash', 'wrong_output']) {
    const given = await modern(url, key, 'tools/call', { name: 'lab_fail', arguments: { how } })
    assert.ok(answer(given).result?.isError, given.text)
  }
  assert.ok(answer(await modern(url, key, 'tools/call', { name: 'lab_unknown', arguments: {} })).error)
  assert.ok((await modern(url, key, 'tools/call', { name: 'lab_echo', arguments: { text: 7 } })).status < 500)
  assert.equal((await post(url, key, '{"jsonrpc"')).status, 400)
}

async function sessionThatEnds(world) {
  const { url, key } = world
  const session = await openSession(url, key, '2025-06-18')
  good(await session.send(rpc('tools/list')))
  good(await session.send(call('lab_echo', { text: 'hello' })))
  good(await session.send(call('lab_slow', { steps: 3, ms: 10 })))
  good(await session.send(call('lab_note', { text: 'a log line' })))
  good(await session.send(rpc('resources/subscribe', { uri: 'lab://readme' })))
  const stream = await listening(world, session.headers)
  good(await session.send(call('lab_touch', { uri: 'lab://readme' })))
  await until('the change', () => stream.text.includes('resources/updated'))
  const ended = await ask(url, { method: 'DELETE', headers: { ...session.headers, ...bearer(key) } })
  assert.equal(ended.status, 200)
  stream.drop()
}

async function sessionThatIsLeft(world) {
  const session = await openSession(world.url, world.key)
  good(await session.send(call('lab_echo', { text: 'hello' })))
  // Some leave with their stream open, until something between them cuts it.
  const stream = await listening(world, session.headers)
  world.held.keep('session stream', 4, stream.drop)
}

async function resumedStream(world) {
  const session = await openSession(world.url, world.key)
  const running = await posting(world, session.headers, call('lab_slow', { steps: 6, ms: 50 }, 9))
  await until('the first report', () => running.text.includes('notifications/progress'))
  running.drop()
  const last = [...running.text.matchAll(/^id: ?(\S+)$/gm)].pop()?.[1] ?? ''
  const resumed = await listening(world, { ...session.headers, 'last-event-id': last })
  await until('the answer on the new stream', () => resumed.text.includes('"id":9'))
  resumed.drop()
}

async function elicitation(world) {
  const session = await openSession(world.url, world.key, '2025-11-25', { elicitation: { form: {} } })
  const running = await posting(world, session.headers, call('lab_confirm', {}, 3))
  await until('the question', () => running.text.includes('elicitation/create'))
  const question = messages(running.text).find(({ method }) => method === 'elicitation/create')
  await session.send({ jsonrpc: '2.0', id: question.id, result: { action: 'accept', content: { yes: true } } })
  await until('the answer', () => running.text.includes('"id":3'))
  // The next one is never answered: its client goes away.
  const left = await posting(world, session.headers, call('lab_confirm', {}, 4))
  await until('the question', () => left.text.includes('elicitation/create'))
  left.drop()
  await ask(world.url, { method: 'DELETE', headers: { ...session.headers, ...bearer(world.key) } })
}

async function cancellation(world) {
  const session = await openSession(world.url, world.key)
  const running = await posting(world, session.headers, call('lab_wait_for_cancel', { id: 'soak' }, 7))
  await session.send({ jsonrpc: '2.0', method: 'notifications/cancelled', params: { requestId: 7 } })
  running.drop()
  const body = rpc('tools/call', { name: 'lab_wait_for_cancel', arguments: { id: 'soak' }, _meta: envelope() })
  const sent = posting(world, modernHeaders('tools/call', 'lab_wait_for_cancel'), body)
  const given = await Promise.race([sent, new Promise((resolve) => setTimeout(resolve, 300))])
  given?.drop()
}

async function webSocket(world) {
  const socket = await RawSocket.connect(world.url, bearer(world.key))
  const said = (id) => until(`the answer to ${id}`, () => socket.received.some((message) => message.id === id))
  socket.send(initialize())
  await said('init')
  socket.send({ jsonrpc: '2.0', method: 'notifications/initialized' })
  socket.send(call('lab_echo', { text: 'hello' }, 2))
  await said(2)
  socket.send(call('lab_wait_for_cancel', { id: 'soak' }, 3))
  socket.send({ jsonrpc: '2.0', method: 'notifications/cancelled', params: { requestId: 3 } })
  socket.send(rpc('resources/subscribe', { uri: 'lab://readme' }, 4))
  await said(4)
  world.held.keep('WebSocket', 5, () => socket.close())
}

async function webSocketByTicket(world) {
  const { url, key } = world
  const take = async () => JSON.parse((await ask(`${url}/ticket`, { method: 'POST', headers: bearer(key) })).text)
  await take() // and never uses it
  const ticket = await take()
  const socket = await RawSocket.connect(ticket.url)
  const echo = { name: 'lab_echo', arguments: { text: 'hello' }, _meta: envelope() }
  socket.send(rpc('tools/call', echo, 2))
  await until('the answer', () => socket.received.some(({ id }) => id === 2))
  socket.send(rpc('subscriptions/listen', { _meta: envelope(), notifications: { toolsListChanged: true } }, 3))
  await until('an answer', () => socket.received.length > 1)
  // Half of them say goodbye.
  if (world.count % 2 === 0) socket.socket.close()
  else socket.close()
}

async function sse(world) {
  const stream = await reading(`${world.url}/sse`, { headers: bearer(world.key) })
  await until('its address', () => stream.text.includes('sessionId='))
  const at = `${world.origin}${/data: (\S+)/.exec(stream.text)[1]}`
  assert.equal((await post(at, world.key, initialize('2024-11-05'))).status, 202)
  await until('the first answer', () => stream.text.includes('"id":"init"'))
  assert.equal((await post(at, world.key, call('lab_echo', { text: 'hello' }, 2))).status, 202)
  await until('the answer', () => stream.text.includes('"id":2'))
  world.held.keep('SSE', 4, stream.drop)
}

async function subscription(world) {
  const notifications = { toolsListChanged: true, resourceSubscriptions: ['lab://readme'] }
  const body = rpc('subscriptions/listen', { _meta: envelope(), notifications })
  const stream = await posting(world, modernHeaders('subscriptions/listen'), body)
  await until('an answer', () => stream.text !== '')
  const touch = { name: 'lab_touch', arguments: { uri: 'lab://readme' } }
  good(await modern(world.url, world.key, 'tools/call', touch))
  await until('the change', () => stream.text.includes('resources/updated'))
  world.held.keep('subscription', 4, stream.drop)
}

export const MCP_SCENES = {
  modernCalls: { play: modernCalls, times: 6 },
  vendorWrites: { play: vendorWrites, times: 2 },
  vendorFails: { play: vendorFails, times: 1 },
  failingCalls: { play: failingCalls, times: 1 },
  sessionThatEnds: { play: sessionThatEnds, times: 3 },
  sessionThatIsLeft: { play: sessionThatIsLeft, times: 2 },
  resumedStream: { play: resumedStream, times: 2 },
  elicitation: { play: elicitation, times: 2 },
  cancellation: { play: cancellation, times: 2 },
  webSocket: { play: webSocket, times: 3 },
  webSocketByTicket: { play: webSocketByTicket, times: 2 },
  sse: { play: sse, times: 2 },
  subscription: { play: subscription, times: 2 },
}
