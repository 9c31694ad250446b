import type { IncomingMessage } from 'node:http'
import { startTestApp, type TestApp, withLab } from '../support/app'
import { RawClient, type Tokens } from '../support/oauth'
import { makePerson } from '../support/person'
import { bearer, initialize, modern, open, openSession, post, RawSocket } from '../support/raw'
import { until } from '../support/until'

let app: TestApp
beforeAll(async () => {
  app = await startTestApp()
})
afterAll(() => app.close())

interface Seen {
  readonly clientName: string
  readonly clientVersion: string
  readonly transport: string
  readonly connector: string | null
  readonly actor: string
  readonly actorName: string
  readonly lastSeenAt: string
}

const seen = async (tenant: string) =>
  (await app.must<{ items: Seen[] }>('GET', `/tenants/${tenant}/seen-clients`)).items

/** The handshake of a client with this name. */
const hello = (name: string) => {
  const message = initialize()
  return { ...message, params: { ...message.params, clientInfo: { name, version: '2.1' } } }
}

test('a client is seen over every transport, by the name that it gives itself', async () => {
  const { tenant, url, key, keyId } = await withLab(app, 'transports')
  await modern(url, key, 'tools/list')
  await openSession(app.endpoint(tenant, 'lab'), key)
  const socket = await RawSocket.connect(url, bearer(key))
  socket.send(hello('socketeer'))
  const stream = await open(`${url}/sse`, { headers: bearer(key) })
  const messages = await new Promise<string>((resolve) =>
    stream.on('data', (chunk: Buffer) => {
      const path = /data: (\S+)/.exec(chunk.toString())?.[1]
      if (path?.includes('sessionId')) resolve(path)
    }),
  )
  await post(new URL(messages, url).href, key, hello('streamer'))
  await until('all four', async () => (await seen(tenant)).length === 4)
  const found = (await seen(tenant)).map((each) => [
    each.clientName,
    each.clientVersion,
    each.transport,
    each.connector,
    each.actor,
  ])
  expect(found.sort()).toEqual([
    ['raw', '1.0.0', 'http', null, `key:${keyId}`],
    ['raw', '1.0.0', 'http-session', 'lab', `key:${keyId}`],
    ['socketeer', '2.1', 'websocket', null, `key:${keyId}`],
    ['streamer', '2.1', 'sse', null, `key:${keyId}`],
  ])
  socket.close()
  stream.destroy()
})

test('somebody who waits for their client is told within moments, and of nobody else', async () => {
  const { tenant, url } = await withLab(app, 'waiting')
  const [ana, bo] = [
    await makePerson(app, tenant, 'ana-waits', 'member'),
    await makePerson(app, tenant, 'bo-comes', 'member'),
  ]
  const stream: IncomingMessage = await open(`${app.origin}/api/v1/admin/tenants/${tenant}/events`, {
    headers: { accept: 'text/event-stream', cookie: ana.browser.cookieHeader('/') },
  })
  expect(stream.statusCode).toBe(200)
  let text = ''
  stream.on('data', (chunk: Buffer) => (text += chunk.toString()))
  await until('the stream is open', () => text.includes('id: '))
  await post(url, bo.key, hello('client of bo'))
  await post(url, ana.key, hello('client of ana'))
  await until('a word of it', () => text.includes('event: client'))
  expect(text).toContain('"clientName":"client of ana"')
  await modern(url, ana.key, 'tools/call', { name: 'lab_echo', arguments: { text: 'secret words' } })
  await until('the call', () => text.includes('event: call'))
  expect(text).not.toContain('client of bo')
  expect(text).not.toContain('secret words')
  stream.destroy()
})

test('the playground is no client', async () => {
  const { tenant, connectorId } = await withLab(app, 'plays')
  const { browser, ask } = await makePerson(app, tenant, 'ana-plays', 'member')
  const opened = await ask<{ token: string; mcpUrl: string }>('POST', `/tenants/${tenant}/playground-token`, {
    connector: connectorId,
  })
  const { token, mcpUrl } = opened.body
  expect((await modern(mcpUrl, token, 'tools/list')).status).toBe(200)
  // A client that the same person allowed is one.
  const client = await RawClient.make(app.origin, mcpUrl)
  const code = (await client.allow(browser)).searchParams.get('code') ?? ''
  const { access_token } = (await (await client.redeem(code)).json()) as Tokens
  expect((await modern(mcpUrl, access_token, 'tools/list')).status).toBe(200)
  await until('the client', async () => (await seen(tenant)).length > 0)
  expect((await seen(tenant)).map(({ actor, actorName }) => [actor.split(':')[0], actorName])).toEqual([
    ['grant', expect.not.stringContaining('the playground')],
  ])
})

test('one that calls itself something else each time, or something odd, fills no table', async () => {
  const { tenant, url, key } = await withLab(app, 'odd')
  for (let i = 0; i < 30; i++) await post(url, key, hello(`name ${i}`))
  await until('the last', async () => (await seen(tenant)).some(({ clientName }) => clientName === 'name 29'))
  expect((await seen(tenant)).length).toBeLessThanOrEqual(20)
  await post(url, key, hello(`a\u0000b`))
  await post(url, key, hello(`${'x'.repeat(5_000)}`))
  await post(url, key, hello('two\nlines'))
  await until('a short one', async () => (await seen(tenant)).some(({ clientName }) => clientName === 'x'.repeat(100)))
  const names = (await seen(tenant)).map(({ clientName }) => clientName)
  expect(names).toContain('two lines')
  expect(names).toContain('unknown')
})

test('who was seen goes with the connector, and one that is there goes on being there', async () => {
  const { tenant, key, connectorId } = await withLab(app, 'goes')
  const session = await openSession(app.endpoint(tenant, 'lab'), key)
  await until('it', async () => (await seen(tenant)).length === 1)
  const [before] = await seen(tenant)
  await session.send({ jsonrpc: '2.0', id: 1, method: 'tools/list' })
  await new Promise((resolve) => setTimeout(resolve, 700))
  // Not written again within a minute.
  expect(await seen(tenant)).toEqual([before])
  await app.must('DELETE', `/tenants/${tenant}/connectors/${connectorId}`)
  expect(await seen(tenant)).toEqual([])
})

test('a server that stops does not wait for those who watch', async () => {
  const stopping = await startTestApp()
  const { tenant } = await withLab(stopping, 'stops')
  const ana = await makePerson(stopping, tenant, 'ana-stays', 'member')
  const stream = await open(`${stopping.origin}/api/v1/admin/tenants/${tenant}/events`, {
    headers: { accept: 'text/event-stream', cookie: ana.browser.cookieHeader('/'), connection: 'keep-alive' },
  })
  let hasEnded = false
  stream.on('data', () => {})
  stream.on('close', () => (hasEnded = true))
  const closing = stopping.close()
  await until('the end of the stream', () => hasEnded, 4_000)
  await closing
})
