import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'

/** A vendor that takes requests and never answers, and knows who is still waiting. */
export async function startSilentVendor() {
  const asked = new Set<string>()
  const dropped = new Set<string>()
  const server = createServer((request, response) => {
    const id = (request.url ?? '').split('/').pop() ?? ''
    asked.add(id)
    response.on('close', () => dropped.add(id))
  })
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  const { port } = server.address() as AddressInfo
  const close = () =>
    new Promise<void>((resolve) => {
      server.close(() => resolve())
      server.closeAllConnections()
    })
  return { host: `127.0.0.1:${port}`, origin: `http://127.0.0.1:${port}`, asked, dropped, close }
}
