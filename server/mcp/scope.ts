import type { AuthInfo } from '@modelcontextprotocol/server'
import type { Caller, Origin } from '../auth/caller'
import type { EndpointAddress } from '../tools/offer'

export type Transport = 'http' | 'http-session' | 'websocket' | 'sse'

/** Who speaks on which endpoint: fixed for a request, a session or a connection. */
export interface Scope {
  readonly caller: Caller
  readonly address: EndpointAddress
  readonly origin: Origin
  readonly transport: Transport
}

/** Who it is about, in log lines. */
export const idsOf = ({ caller, origin, address }: Scope) => ({
  requestId: origin.requestId,
  tenant: address.tenant,
  caller: caller.id,
})

/**
 * The SDK carries an AuthInfo from the HTTP edge to the server factory. Ours holds nothing; the scope hangs on the object
 * itself, so it can be neither forged nor forgotten: without one there is no server.
 */
const scopes = new WeakMap<AuthInfo, Scope>()

export function carry(scope: Scope): AuthInfo {
  const info: AuthInfo = { token: '', clientId: scope.caller.id, scopes: [] }
  scopes.set(info, scope)
  return info
}

export const carriedBy = (info: AuthInfo | undefined): Scope | undefined => info && scopes.get(info)

export function carried(info: AuthInfo | undefined): Scope {
  const scope = carriedBy(info)
  if (!scope) throw new Error('An MCP request reached the server without a caller.')
  return scope
}
