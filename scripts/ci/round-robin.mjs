// A plain proxy: each request, and each upgrade, goes to the next server, whatever it is about. A server that refuses the
// connection is left out for a moment. Nothing is sent twice.
import { once } from 'node:events'
import http from 'node:http'

const OUT_MS = 500

/** In front of servers on these ports of this machine. With `keep` connections to them are used again. */
export async function startProxy(targets, port = 0, { keep = false } = {}) {
  // For less long than servers keep those that nobody uses.
  const agent = keep && new http.Agent({ keepAlive: true, timeout: 2_000 })
  const backends = targets.map((target) => ({ port: target, requests: 0, outUntil: 0 }))
  let turn = 0

  /** The next one first; every one is tried once. */
  function candidates() {
    const from = turn++
    const order = backends.map((_, i) => backends[(from + i) % backends.length])
    const isOut = ({ outUntil }) => outUntil > Date.now()
    return [...order.filter((each) => !isOut(each)), ...order.filter(isOut)]
  }

  /** Connects, and only then `begin`s to send. */
  function forward(req, rest, { begin, failed }) {
    const backend = rest.shift()
    if (!backend) return failed()
    const { method, url, headers } = req
    const onward = http.request({ host: '127.0.0.1', port: backend.port, method, path: url, headers, agent })
    onward.once('error', (error) => {
      if (error.code !== 'ECONNREFUSED') return failed()
      backend.outUntil = Date.now() + OUT_MS
      forward(req, rest, { begin, failed })
    })
    onward.once('socket', (socket) => {
      const connected = () => {
        backend.requests++
        begin(onward)
      }
      if (socket.connecting) socket.once('connect', connected)
      else connected()
    })
  }

  const server = http.createServer((req, res) => {
    const failed = () => (res.headersSent ? res.destroy() : res.writeHead(502).end())
    const begin = (onward) => {
      onward.once('response', (reply) => {
        res.writeHead(reply.statusCode, reply.headers)
        res.flushHeaders()
        reply.once('error', () => res.destroy())
        reply.pipe(res)
      })
      req.pipe(onward)
      res.once('close', () => onward.destroy())
    }
    forward(req, candidates(), { begin, failed })
  })
  server.on('upgrade', (req, socket, head) => {
    const failed = () => socket.destroy()
    socket.once('error', failed)
    const begin = (onward) => {
      const answer = ({ statusCode, statusMessage, rawHeaders }) => {
        const lines = rawHeaders.flatMap((name, i) => (i % 2 ? [] : `${name}: ${rawHeaders[i + 1]}`))
        socket.write(`HTTP/1.1 ${statusCode} ${statusMessage}\r\n${lines.join('\r\n')}\r\n\r\n`)
      }
      onward.once('response', (reply) => {
        answer(reply)
        reply.pipe(socket)
      })
      onward.once('upgrade', (reply, there, first) => {
        answer(reply)
        there.write(head)
        socket.write(first)
        there.once('error', failed)
        there.once('close', failed)
        socket.once('close', () => there.destroy())
        there.pipe(socket).pipe(there)
      })
      onward.end()
    }
    forward(req, candidates(), { begin, failed })
  })
  server.keepAliveTimeout = 60_000
  server.listen(port, '127.0.0.1')
  await once(server, 'listening')
  return {
    port: server.address().port,
    /** How many requests each server got. */
    requests: () => backends.map(({ requests }) => requests),
    close() {
      server.close()
      server.closeAllConnections()
    },
  }
}
