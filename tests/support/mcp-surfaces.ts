import { CLIENTS } from './clients'
import type { Person } from './person'
import { PAGE_CLIENTS } from './page-clients'
import { modern, openSession, RawSocket } from './raw'
import type { SecretHunt } from './secrets'

/** Where a client asks: what works, and what lacks an account, so that a page is offered. */
export interface McpSurface {
  /** The HTTP address of the endpoint. */
  readonly url: string
  readonly works: string
  readonly lacks: string
  readonly resource: string
  readonly prompt: string
}

/** The requests that tell about tools, prompts and resources, and those that use one. */
const requests = ({ works, lacks, resource, prompt }: McpSurface) =>
  [
    ['tools/list', {}],
    ['prompts/list', {}],
    ['resources/list', {}],
    ['resources/templates/list', {}],
    ['prompts/get', { name: prompt, arguments: { owner: 'o', repo: 'r' } }],
    ['resources/read', { uri: resource }],
    ['tools/call', { name: works, arguments: {} }],
    ['tools/call', { name: lacks, arguments: {} }],
  ] as const

/** One pass over every transport, in both eras. A link to connect is for the caller; nothing else secret may come. */
export async function lookThroughClients(hunt: SecretHunt, surface: McpSurface, { key }: Person): Promise<void> {
  const { url, works, lacks, resource } = surface
  const look = (where: string, what: unknown) => hunt.look(where, JSON.stringify(what), ['link'])

  for (const [name, connect] of Object.entries(CLIENTS)) {
    const client = await connect(url, key)
    look(`the tools of ${name}`, await client.tools())
    for (const tool of [works, lacks]) look(`a result of ${name}`, await client.call(tool, {}))
    await client.close()
  }
  for (const [name, connect] of Object.entries(PAGE_CLIENTS)) {
    const client = await connect(url, key, async (page, message) => {
      look(`the question of ${name}`, { page, message })
      return 'decline'
    })
    look(`a result of ${name}`, await client.call(lacks))
    const read = await client.read(resource).catch((error: unknown) => String(error))
    look(`a resource of ${name}`, read)
    await client.close()
  }

  const session = await openSession(url, key)
  for (const [method, params] of requests(surface)) {
    const now = await modern(url, key, method, params)
    const old = await session.send({ jsonrpc: '2.0', id: 1, method, params })
    look(`${method}, 2026-07-28`, [now.headers, now.text])
    look(`${method}, in a session`, [old.headers, old.text])
  }
}

/** A WebSocket opened with a ticket, which is as good as the key for a moment. */
export async function lookThroughTicket(hunt: SecretHunt, { url }: McpSurface, { key }: Person): Promise<void> {
  const reply = await fetch(`${url}/ticket`, { method: 'POST', headers: { authorization: `Bearer ${key}` } })
  const { url: address } = (await reply.json()) as { url: string }
  for (const value of new URL(address).searchParams.values()) hunt.plant('ticket', value)
  const socket = await RawSocket.connect(address)
  socket.send({
    ...{ jsonrpc: '2.0', id: 1, method: 'initialize' },
    params: { protocolVersion: '2025-11-25', capabilities: {}, clientInfo: { name: 'raw', version: '1.0.0' } },
  })
  while (socket.received.length === 0) await new Promise((resolve) => setTimeout(resolve, 10))
  hunt.look('what a WebSocket says', JSON.stringify(socket.received))
  socket.close()
  // A ticket that was used, and one that nobody gave.
  await RawSocket.connect(address).catch((error: unknown) => hunt.look('a used ticket', String(error)))
}
