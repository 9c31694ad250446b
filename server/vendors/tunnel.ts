import { request as httpRequest } from 'node:http'
import { request as httpsRequest } from 'node:https'
import { isIPv6, type Socket } from 'node:net'

/** Asks an HTTP proxy for a connection to a host (CONNECT) and gives the raw socket. */
export function openTunnel(proxy: URL, host: string, port: string, timeoutMs: number): Promise<Socket> {
  const authority = `${isIPv6(host) ? `[${host}]` : host}:${port}`
  const secure = proxy.protocol === 'https:'
  return new Promise((resolve, reject) => {
    const request = (secure ? httpsRequest : httpRequest)({
      method: 'CONNECT',
      host: proxy.hostname.replace(/^\[|\]$/g, ''),
      port: proxy.port || (secure ? 443 : 80),
      path: authority,
      headers: { host: authority, ...authorization(proxy) },
      agent: false,
    })
    const timer = setTimeout(() => request.destroy(new Error('The proxy took too long.')), timeoutMs)
    request.once('close', () => clearTimeout(timer))
    request.once('error', reject)
    request.once('response', () => request.destroy(new Error('The proxy did not open a tunnel.')))
    request.once('connect', (response, socket: Socket, head) => {
      clearTimeout(timer)
      // Bytes that arrive before we have spoken are not an answer to us.
      if (response.statusCode === 200 && head.length === 0) return resolve(socket)
      socket.destroy()
      reject(new Error(`The proxy refused the tunnel with status ${response.statusCode}.`))
    })
    request.end()
  })
}

function authorization({ username, password }: URL): Record<string, string> {
  if (!username) return {}
  const pair = `${decodeURIComponent(username)}:${decodeURIComponent(password)}`
  return { 'proxy-authorization': `Basic ${Buffer.from(pair).toString('base64')}` }
}
