import { parseMcpUrl, pathOf } from '../mcp/address'
import type { EndpointAddress } from '../tools/offer'

export const READ = 'mcp:read'
export const CALL = 'mcp:call'
/** What a client asks for that does not say, and what an endpoint's metadata and challenges name. */
export const DEFAULT_SCOPES = [READ, CALL] as const
export const METADATA_PATH = '/.well-known/oauth-protected-resource'

/** The name of an endpoint in tokens. Only its form is looked at: whether there is such an endpoint, membership decides. */
export const resourceOf = (publicUrl: string, address: EndpointAddress): string => publicUrl + pathOf(address)

/** Undefined for every URL that is not exactly the name of an endpoint here. */
export function endpointOf(publicUrl: string, resource: unknown): EndpointAddress | undefined {
  if (typeof resource !== 'string' || !resource.startsWith(`${publicUrl}/`)) return undefined
  const url = parseMcpUrl(resource.slice(publicUrl.length))
  return url && resourceOf(publicUrl, url.address) === resource ? url.address : undefined
}

/** RFC 9728. The same for every well-formed address, whether or not there is such a tenant. */
export const resourceMetadata = (publicUrl: string, address: EndpointAddress) => ({
  resource: resourceOf(publicUrl, address),
  authorization_servers: [publicUrl],
  scopes_supported: DEFAULT_SCOPES,
  bearer_methods_supported: ['header'],
  resource_name: 'SageMCP',
})

interface Challenge {
  readonly error?: 'invalid_token' | 'insufficient_scope'
  readonly description?: string
}

/** Where a client that was refused finds out how to sign in. */
export function challenge(publicUrl: string, address: EndpointAddress, { error, description }: Challenge = {}): string {
  const fields = [
    'realm="sagemcp"',
    ...(error === undefined ? [] : [`error="${error}"`]),
    ...(description === undefined ? [] : [`error_description="${description}"`]),
    `resource_metadata="${publicUrl}${METADATA_PATH}${pathOf(address)}"`,
    `scope="${DEFAULT_SCOPES.join(' ')}"`,
  ]
  return `Bearer ${fields.join(', ')}`
}
