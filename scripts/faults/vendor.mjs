// A vendor on loopback that answers, hangs or fails, as it is told.
import http from 'node:http'

export async function startVendor(stage, { slowMs = 0 } = {}) {
  const stored = []
  const state = { mode: 'fine', asked: 0, renewed: 0, stored }
  const server = http.createServer((req, res) => {
    state.asked++
    req.resume()
    if (state.mode === 'hang') return
    if (state.mode === 'fail') return void res.writeHead(500).end('{}')
    if (req.url === '/token') {
      state.renewed++
      const token = {
        access_token: `a${state.renewed}`,
        refresh_token: `r${state.renewed}`,
        expires_in: 3_600,
        token_type: 'bearer',
      }
      return void res.writeHead(200, { 'content-type': 'application/json' }).end(JSON.stringify(token))
    }
    if (req.method === 'POST') stored.push(req.url.split('/').pop())
    setTimeout(() => res.writeHead(200, { 'content-type': 'application/json' }).end('{"fine":true}'), slowMs)
  })
  // Or it closes idle connections just when they are used.
  server.keepAliveTimeout = 60_000
  await new Promise((resolve) => server.listen(0, '127.0.0.1', 4_096, resolve))
  stage.later(() => new Promise((resolve) => (server.close(resolve), server.closeAllConnections())))
  const host = `127.0.0.1:${server.address().port}`
  /** Those that hang are let go. */
  const release = () => server.closeAllConnections()
  return Object.assign(state, { host, origin: `http://${host}`, release })
}
