import { ask, BOTH, initialize, modernHeaders, envelope, open, type RawReply, RawSocket } from './raw'

type Headers = Record<string, string>

/** The first answer of each way in to an endpoint. `url` is its HTTP address. */
export const DOORS: Readonly<
  Record<string, (url: string, headers: Headers) => Promise<Pick<RawReply, 'status' | 'headers'>>>
> = {
  'POST of the newest revision': (url, headers) =>
    ask(url, {
      method: 'POST',
      headers: { 'content-type': 'application/json', accept: BOTH, ...modernHeaders('tools/list'), ...headers },
      body: JSON.stringify({ jsonrpc: '2.0', id: 1, method: 'tools/list', params: { _meta: envelope() } }),
    }),
  'POST of initialize': (url, headers) =>
    ask(url, {
      method: 'POST',
      headers: { 'content-type': 'application/json', accept: BOTH, ...headers },
      body: JSON.stringify(initialize()),
    }),
  'GET of a session stream': (url, headers) => begun(url, 'GET', { accept: 'text/event-stream', ...headers }),
  'DELETE of a session': (url, headers) => begun(url, 'DELETE', headers),
  'GET of SSE': (url, headers) => begun(`${url}/sse`, 'GET', { accept: 'text/event-stream', ...headers }),
  'POST of an SSE message': (url, headers) =>
    ask(`${url}/messages?sessionId=00000000-0000-4000-8000-000000000000`, {
      method: 'POST',
      headers: { 'content-type': 'application/json', ...headers },
      body: JSON.stringify(initialize()),
    }),
  'POST of a ticket': (url, headers) => begun(`${url}/ticket`, 'POST', headers),
  'WebSocket upgrade': async (url, headers) => {
    try {
      const socket = await RawSocket.connect(url, headers)
      socket.close()
      return { status: 101, headers: {} }
    } catch (error) {
      const { status = 0, headers: found = {} } = error as { status?: number; headers?: RawReply['headers'] }
      return { status, headers: found }
    }
  },
}

async function begun(url: string, method: string, headers: Headers) {
  const reply = await open(url, { method, headers })
  reply.destroy()
  return { status: reply.statusCode ?? 0, headers: reply.headers }
}

/** The status of every door, for one set of headers. */
export async function knock(url: string, headers: Headers): Promise<Record<string, number>> {
  const found: Record<string, number> = {}
  for (const [name, door] of Object.entries(DOORS)) found[name] = (await door(url, headers)).status
  return found
}

/** The same status at every door. */
export const everywhere = (status: number): Record<string, number> =>
  Object.fromEntries(Object.keys(DOORS).map((door) => [door, status]))
