import { createServer, type IncomingMessage, request, type Server, type ServerResponse } from 'node:http'
import type { AddressInfo } from 'node:net'
import { until } from '../../tests/support/until'
import { sendStream, type Stream } from './stream'

let server: Server | undefined
afterEach(() => {
  server?.closeAllConnections()
  server?.close()
})

/** Asks a server that answers with this stream; what became of the sending. */
async function asked(stream: Stream): Promise<{ reply: IncomingMessage; sent: Promise<unknown>; res: ServerResponse }> {
  let sent: Promise<unknown> = Promise.resolve()
  let out: ServerResponse | undefined
  server = createServer((_req, res) => {
    out = res
    sent = sendStream(res, stream).catch((error: unknown) => {
      res.destroy()
      return error
    })
  })
  await new Promise<void>((resolve) => void server?.listen(0, '127.0.0.1', resolve))
  const { port } = server.address() as AddressInfo
  const reply = await new Promise<IncomingMessage>((resolve) =>
    request({ host: '127.0.0.1', port, agent: false }, resolve).end(),
  )
  return { reply, sent, res: out as ServerResponse }
}

async function textOf(reply: IncomingMessage): Promise<string> {
  let text = ''
  for await (const chunk of reply) text += String(chunk)
  return text
}

it('sends a file piece by piece', async () => {
  async function* pieces() {
    yield 'a'
    yield 'b'
  }
  const { reply } = await asked({ type: 'text/csv', fileName: 'x.csv', pieces: pieces() })
  expect(reply.headers).toMatchObject({
    'content-type': 'text/csv',
    'content-disposition': 'attachment; filename="x.csv"',
  })
  expect(await textOf(reply)).toBe('ab')
})

it('asks for no more than its reader takes, and stops when the reader is gone', async () => {
  let made = 0
  let isOver = false
  async function* pieces() {
    try {
      for (;;) {
        made++
        yield 'x'.repeat(1_000_000)
      }
    } finally {
      isOver = true
    }
  }
  const { reply, sent, res } = await asked({ type: 'text/plain', pieces: pieces() })
  await until('the way is full', () => res.writableNeedDrain)
  await new Promise((resolve) => setTimeout(resolve, 100))
  expect(made).toBeLessThan(50)
  reply.destroy()
  expect(await sent).toBeUndefined()
  expect(isOver).toBe(true)
})

it('ends one that does not read when it is told to', async () => {
  const cut = new AbortController()
  async function* pieces() {
    for (;;) yield 'x'.repeat(1_000_000)
  }
  const { reply, sent, res } = await asked({ type: 'text/plain', pieces: pieces(), cut: cut.signal })
  await until('the way is full', () => res.writableNeedDrain)
  cut.abort()
  expect(await sent).toBeUndefined()
  await expect(textOf(reply)).rejects.toThrow('aborted')
})

it('does not look whole when it failed on the way', async () => {
  async function* pieces() {
    yield 'half'
    await new Promise((resolve) => setTimeout(resolve, 20))
    throw new Error('the rest is lost')
  }
  const { reply, sent } = await asked({ type: 'text/plain', pieces: pieces() })
  await expect(textOf(reply)).rejects.toThrow('aborted')
  expect(String(await sent)).toContain('the rest is lost')
})
