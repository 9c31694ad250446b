import { once } from 'node:events'
import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http'
import { type AddressInfo, type Server as TcpServer } from 'node:net'
import { type ConnectorDeclaration, ConnectorError } from '../../connectors/sdk'
import { type VendorCall, Vendors, type VendorsOptions } from '../../server/vendors/vendors'

export type Handle = (request: IncomingMessage & { text: string }, response: ServerResponse) => void

/** A real server on loopback in a vendor's place, and the door that is allowed to reach it. Both go after each test. */
const closers: (() => void)[] = []
export const closeAfter = (close: () => void): void => {
  closers.push(close)
}

afterEach(() => {
  for (const close of closers.splice(0)) close()
})

export interface Fake {
  url: string
  host: string
  requests: (IncomingMessage & { text: string })[]
  sockets: () => number
}

export async function fake(handle: Handle): Promise<Fake> {
  const requests: Fake['requests'] = []
  const server = createServer(async (incoming, response) => {
    const chunks: Buffer[] = []
    for await (const chunk of incoming) chunks.push(chunk as Buffer)
    const request = Object.assign(incoming, { text: Buffer.concat(chunks).toString() })
    requests.push(request)
    handle(request, response)
  })
  let sockets = 0
  server.on('connection', (socket) => {
    sockets++
    socket.once('close', () => sockets--)
  })
  const host = await listen(server)
  return { url: `http://${host}`, host, requests, sockets: () => sockets }
}

export async function listen(server: Server | TcpServer): Promise<string> {
  server.listen(0, '127.0.0.1')
  await once(server, 'listening')
  closers.push(() => {
    server.close()
    if ('closeAllConnections' in server) server.closeAllConnections()
  })
  return `127.0.0.1:${(server.address() as AddressInfo).port}`
}

export function door(allowedPrivateHosts: readonly string[], options: VendorsOptions = {}): Vendors {
  const vendors = new Vendors(
    { allowedPrivateHosts, outboundProxy: undefined, extraCa: undefined },
    { backoffMs: 1, ...options },
  )
  closers.push(() => vendors.close())
  return vendors
}

export const example: ConnectorDeclaration = {
  type: 'example',
  title: 'Example',
  description: 'For tests.',
  baseUrls: { api: 'https://api.example.com' },
  headers: { 'X-Version': '2' },
  auth: [],
}

export const callOf = (baseUrl: string, more: Partial<VendorCall> = {}): VendorCall => ({
  type: example,
  tenantId: 'acme',
  baseUrl,
  credential: { token: 't0ken', scheme: 'Bearer' },
  effect: 'read',
  signal: new AbortController().signal,
  ...more,
})

export const httpTo = (vendor: Fake, more: Partial<VendorCall> = {}, options: VendorsOptions = {}) =>
  door([vendor.host], options).http(callOf(vendor.url, more))

export const json = (
  response: ServerResponse,
  value: unknown,
  status = 200,
  headers: Record<string, string> = {},
): void => {
  response.writeHead(status, { 'content-type': 'application/json', ...headers }).end(JSON.stringify(value))
}

export const failure = async (promise: Promise<unknown>): Promise<ConnectorError> => {
  const error = await promise.then(
    () => new Error('It succeeded.'),
    (error: unknown) => error,
  )
  if (!(error instanceof ConnectorError)) throw error
  return error
}
