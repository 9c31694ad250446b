import type { Credential } from './credential'

const ENDPOINT = /\/api\/v1\/([^/]+)(?:\/connectors\/([^/]+))?\/mcp\/?$/
const TOO_MANY = 429

/**
 * What an answer other than a connection means for the person who configured this. Undefined when it may pass by itself:
 * a server that is unwell, or has too much to do.
 */
export function refusalOf(status: number, url: URL, { holder, belongs }: Credential): string | undefined {
  if (status >= 500 || status === TOO_MANY) return undefined
  const [, tenant, connector] = ENDPOINT.exec(url.pathname) ?? []
  if (tenant === undefined || (status !== 404 && status !== 403)) {
    return `There is no MCP endpoint at this address: ${url.host} answered with status ${status}. Check the address.`
  }
  const place = `${connector === undefined ? '' : `connector "${connector}" of `}tenant "${tenant}" at ${url.host}`
  if (status === 403) {
    return `${holder} may not use ${place} now (403). Check the address; the tenant may be suspended, which its admins know.`
  }
  return `${holder} has no endpoint for ${place} (404). Check the names in the address, and that ${belongs}.`
}
