import { createServer, type IncomingMessage, type Server } from 'node:http'
import type { AddressInfo } from 'node:net'
import { Listener } from '../../server/activity/listener'
import { Noted } from '../../server/auth/noted'
import { ToolCall } from '../../server/audit/entity'
import { ClientSighting } from '../../server/sightings/entity'
import { open } from '../support/raw'
import { until } from '../support/until'
import { callRow } from './call-row'
import { type Api, makeTenant, openApi, type Person } from './harness'

let api: Api
let server: Server
let url: string
beforeAll(async () => {
  api = await openApi({ live: { lookMs: 50, recheckMs: 100 } })
  server = createServer(api.app)
  await new Promise<void>((resolve) => void server.listen(0, '127.0.0.1', resolve))
  url = `http://127.0.0.1:${(server.address() as AddressInfo).port}/api/v1/admin`
})
afterAll(async () => {
  await api.close()
  server.closeAllConnections()
  await new Promise((resolve) => server.close(resolve))
})

interface Told {
  id?: string
  event?: string
  data?: Record<string, unknown>
}

/** An event stream and what it said. */
class Events {
  readonly told: Told[] = []
  beats = 0
  ended = false
  #text = ''

  constructor(readonly reply: IncomingMessage) {
    reply.on('data', (chunk: Buffer) => this.#read(chunk.toString()))
    for (const end of ['end', 'close', 'error']) reply.on(end, () => (this.ended = true))
  }

  of(event: string): Record<string, unknown>[] {
    return this.told.filter((each) => each.event === event).map(({ data }) => data ?? {})
  }

  get lastId(): string | undefined {
    return this.told.findLast(({ id }) => id !== undefined)?.id
  }

  close(): void {
    this.reply.destroy()
  }

  #read(text: string): void {
    const blocks = (this.#text + text).split('\n\n')
    this.#text = blocks.pop() ?? ''
    for (const block of blocks) {
      if (block.startsWith(':')) this.beats++
      const fields = Object.fromEntries(block.split('\n').map((line) => line.split(/: ?(.*)/s).slice(0, 2)))
      this.told.push({ ...fields, ...(fields.data ? { data: JSON.parse(fields.data as string) } : {}) })
    }
  }
}

async function watch(who: Person, path: string, headers: Record<string, string> = {}): Promise<Events> {
  const reply = await open(`${url}${path}/events`, {
    headers: { accept: 'text/event-stream', cookie: who.cookie, ...headers },
  })
  expect([reply.statusCode, reply.headers['content-type']]).toEqual([200, 'text/event-stream'])
  const events = new Events(reply)
  await until('the beginning', () => events.lastId !== undefined)
  return events
}

const insert = (...rows: ReturnType<typeof callRow>[]) => api.db.withSystem((em) => em.insert(ToolCall, rows))
const ids = (events: Events) => events.of('call').map(({ requestId }) => requestId)

it('tells an admin of everything, a member of what is theirs, and a tenant nothing of another', async () => {
  const [tenant, other] = [await makeTenant(api, 'live'), await makeTenant(api, 'live-other')]
  const [admin, ana] = [await tenant.member('admin'), await tenant.member('member')]
  const stranger = await other.member('owner')
  const all = await watch(admin, tenant.path)
  const own = await watch(ana, tenant.path)
  const elsewhere = await watch(stranger, other.path)
  await insert(
    callRow(tenant.id, { requestId: 'of-key' }),
    // It took long: it began before those that are known already.
    callRow(tenant.id, { requestId: 'of-ana', userId: ana.id, startedAt: new Date(0) }),
    callRow(other.id, { requestId: 'foreign' }),
  )
  await tenant.admin.patch(tenant.path, { name: 'Renamed' }).expect(200)
  await api.db.withSystem((em) =>
    em.insert(ClientSighting, {
      ...{ tenantId: tenant.id, actor: 'grant:g', actorName: 'Ana with Cursor', userId: ana.id, clientName: 'Cursor' },
      ...{ clientVersion: '2', transport: 'http', connectorId: null, firstSeenAt: new Date(), lastSeenAt: new Date() },
    }),
  )
  await until('all', () => all.of('client').length > 0 && all.of('audit').length > 0 && ids(all).length === 2)
  await until('own', () => own.of('client').length > 0 && ids(own).length > 0)
  await until('the other', () => ids(elsewhere).length > 0)
  expect(ids(all)).toEqual(['of-key', 'of-ana'])
  expect(all.of('audit')).toEqual([expect.objectContaining({ action: 'tenant.update' })])
  expect(all.of('client')).toEqual([
    expect.objectContaining({ clientName: 'Cursor', connector: null, at: expect.stringMatching(/Z$/) }),
  ])
  expect([ids(own), own.of('audit')]).toEqual([['of-ana'], []])
  expect([ids(elsewhere), elsewhere.of('client')]).toEqual([['foreign'], []])
  // The same as in the list.
  const listed = (await tenant.admin.get(`${tenant.path}/calls?q=of-ana&from=1970-01-01T00:00:00Z`)).body.items
  expect(own.of('call')).toEqual(listed)
  await until('a sign of life', () => own.beats > 1)
  for (const each of [all, own, elsewhere]) each.close()
})

it('tells each once, also what was given its number earlier and stored later', async () => {
  const tenant = await makeTenant(api, 'late')
  const events = await watch(await tenant.member('admin'), tenant.path)
  const numbered = (seq: number, requestId: string) =>
    api.db.withSystem((em) =>
      em.query(
        `INSERT INTO sagemcp.tool_calls (tenant_id, seq, tool, actor, transport, started_at, duration_ms, outcome,
           arguments, result_bytes, request_id)
         OVERRIDING SYSTEM VALUE VALUES ($1, $2, 't', 'key:k', 'http', now(), 1, 'ok', '{}', 1, $3)`,
        [tenant.id, seq, requestId],
      ),
    )
  await numbered(1_000_002, 'second')
  await until('the second', () => ids(events).length > 0)
  await numbered(1_000_001, 'first')
  await until('the first', () => ids(events).length > 1)
  await numbered(1_000_003, 'third')
  await until('the third', () => ids(events).length > 2)
  expect(ids(events)).toEqual(['second', 'first', 'third'])
  events.close()
})

it('goes on where it was', async () => {
  const tenant = await makeTenant(api, 'resumed')
  const admin = await tenant.member('admin')
  const first = await watch(admin, tenant.path)
  await insert(callRow(tenant.id, { requestId: 'before' }))
  await until('the first', () => ids(first).length > 0)
  const before = first.lastId as string
  first.close()
  await insert(callRow(tenant.id, { requestId: 'missed' }))
  const again = await watch(admin, tenant.path, { 'last-event-id': before })
  await until('what was missed', () => ids(again).includes('missed'))
  const fresh = await watch(admin, tenant.path, { 'last-event-id': 'nonsense' })
  await insert(callRow(tenant.id, { requestId: 'after' }))
  await until('both', () => ids(again).includes('after') && ids(fresh).includes('after'))
  expect(ids(fresh)).toEqual(['after'])
  again.close()
  fresh.close()
})

it('says that there was more than anybody could follow', async () => {
  const tenant = await makeTenant(api, 'flood')
  const events = await watch(await tenant.member('admin'), tenant.path)
  await insert(...Array.from({ length: 450 }, (_, i) => callRow(tenant.id, { requestId: `r-${i}` })))
  await until('the last', () => ids(events).includes('r-449'))
  expect(events.of('gap')).toEqual([{ of: 'call' }])
  expect(ids(events)).toHaveLength(200)
  await insert(callRow(tenant.id, { requestId: 'next' }))
  await until('the next', () => ids(events).includes('next'))
  expect(ids(events)).toHaveLength(201)
  events.close()
})

it('ends with the membership, with the session and with the role', async () => {
  const tenant = await makeTenant(api, 'ends-live')
  const [removed, signedOut, demoted] = [
    await tenant.member('member', 'removed'),
    await tenant.member('member', 'signed-out'),
    await tenant.member('admin', 'demoted'),
  ]
  await tenant.member('owner')
  const streams = [await watch(removed, tenant.path), await watch(signedOut, tenant.path)]
  const lesser = await watch(demoted, tenant.path)
  await api.admin.delete(`${tenant.path}/members/${removed.id}`).expect(204)
  await until('the end of the removed', () => streams[0]?.ended === true)
  expect(streams[1]?.ended).toBe(false)
  await api.sessions.endAllOf({ userId: signedOut.id, onlyTenantId: undefined })
  await until('the end of the session', () => streams[1]?.ended === true)
  await api.admin.patch(`${tenant.path}/members/${demoted.id}`, { role: 'member' }).expect(200)
  const told = lesser.of('audit').length
  await until('a new look at who watches', () => lesser.beats > 3)
  const beats = lesser.beats
  await until('another', () => lesser.beats > beats + 1)
  await insert(
    callRow(tenant.id, { requestId: 'not-theirs' }),
    callRow(tenant.id, { requestId: 'theirs', userId: demoted.id }),
  )
  await until('what is theirs', () => ids(lesser).includes('theirs'))
  expect(ids(lesser)).toEqual(['theirs'])
  expect(lesser.of('audit').length).toBeLessThanOrEqual(told + 1)
  lesser.close()
})

it('is for people at a browser, on a page of this server', async () => {
  const tenant = await makeTenant(api, 'who-watches')
  const member = await tenant.member('member')
  const status = async (headers: Record<string, string>, path = tenant.path) => {
    const reply = await open(`${url}${path}/events`, { headers })
    reply.destroy()
    return reply.statusCode
  }
  const stream = { accept: 'text/event-stream' }
  expect(await status({ ...stream, authorization: `Bearer ${tenant.adminKey.key}` })).toBe(403)
  expect(await status(stream)).toBe(401)
  expect(await status({ cookie: member.cookie })).toBe(400)
  expect(await status({ ...stream, cookie: member.cookie, 'sec-fetch-site': 'same-site' })).toBe(403)
  expect(await status({ ...stream, cookie: member.cookie, origin: 'https://elsewhere.example' })).toBe(403)
  expect(await status({ ...stream, cookie: (await api.person('of-nothing')).cookie })).toBe(404)
  expect(await status({ ...stream, cookie: member.cookie, 'sec-fetch-site': 'same-origin' })).toBe(200)
})

it('is open a few times for one person, and free again when one is closed', async () => {
  const tenant = await makeTenant(api, 'many')
  const member = await tenant.member('member')
  const streams: Events[] = []
  for (let i = 0; i < 5; i++) streams.push(await watch(member, tenant.path))
  const headers = { accept: 'text/event-stream', cookie: member.cookie }
  const refused = await open(`${url}${tenant.path}/events`, { headers })
  expect([refused.statusCode, refused.headers['retry-after']]).toEqual([429, '10'])
  refused.destroy()
  const other = await watch(await tenant.member('admin'), tenant.path)
  streams[0]?.close()
  await until('room', async () => {
    const reply = await open(`${url}${tenant.path}/events`, { headers })
    reply.destroy()
    return reply.statusCode === 200
  })
  for (const each of [...streams, other]) each.close()
})

it('ends one who does not read, and nobody else', async () => {
  const person = { id: 'user:u', name: 'U', userId: 'u', tenantId: 't', role: 'admin', readOnly: false } as const
  const caller = { ...person, expiresAt: undefined, noted: new Noted() }
  const make = () => new Listener(caller, async () => caller)
  const [slow, quick] = [make(), make()]
  const read: string[] = []
  const reading = (async () => {
    for await (const piece of quick.pieces()) read.push(piece)
  })()
  for (let i = 0; i < 1_100; i++) {
    slow.send('x')
    quick.send('x')
    if (i % 500 === 0) await new Promise(setImmediate)
  }
  await until('all was read', () => read.join('').length === 1_100)
  expect([slow.ended, slow.cut.aborted, quick.ended]).toEqual([true, true, false])
  quick.end()
  await reading
})
