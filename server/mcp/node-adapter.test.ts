import { once } from 'node:events'
import { createServer, get, type IncomingMessage, type ServerResponse } from 'node:http'
import type { AddressInfo } from 'node:net'
import type { McpHttpHandler } from '@modelcontextprotocol/server'
import { until } from '../../tests/support/until'
import { serve } from './node-adapter'

/** Serves one stream of events, and gives both its ends. */
async function streaming(end = new AbortController()) {
  let events: ReadableStreamDefaultController<Uint8Array> | undefined
  const seen: { signal?: AbortSignal; cancelled: boolean } = { cancelled: false }
  const handler = {
    fetch: async (request: Request) => {
      seen.signal = request.signal
      const body = new ReadableStream<Uint8Array>({
        start: (controller) => void (events = controller),
        cancel: () => void (seen.cancelled = true),
      })
      return new Response(body, { headers: { 'content-type': 'text/event-stream' } })
    },
  } as unknown as McpHttpHandler
  const onRequest = (req: IncomingMessage, res: ServerResponse) =>
    void serve(handler, req, res, { body: {}, authInfo: { token: '', clientId: '', scopes: [] }, end })
  const server = createServer(onRequest).listen(0, '127.0.0.1')
  await once(server, 'listening')
  const asked = get(`http://127.0.0.1:${(server.address() as AddressInfo).port}/`)
  const [reply] = (await once(asked, 'response')) as [IncomingMessage]
  reply.on('error', () => {})
  const tell = () => events?.enqueue(Buffer.from('data: {}\n\n'))
  return { reply, seen, tell, end, close: () => server.close().closeAllConnections() }
}

it('lets go of a stream whose client went away', async () => {
  const { reply, seen, tell, close } = await streaming()
  reply.destroy()
  await until('the stream is cancelled', () => {
    if (!seen.cancelled) tell()
    return seen.cancelled
  })
  close()
})

it('aborts the request when the client goes away', async () => {
  const { reply, seen, close } = await streaming()
  reply.destroy()
  await until('it is aborted', () => seen.signal?.aborted === true)
  close()
})

it('gives the handler the very signal that ends it, since one of the request lasts as long as the request', async () => {
  const { seen, end, close } = await streaming()
  expect(seen.signal).toBe(end.signal)
  close()
})
