import type { EndpointAddress } from '../tools/offer'

export type Route = 'mcp' | 'sse' | 'messages' | 'ticket'

export interface McpUrl {
  readonly address: EndpointAddress
  readonly route: Route
  readonly query: URLSearchParams
}

const MCP =
  /^\/api\/v1\/([a-z0-9][a-z0-9-]{0,49})(?:\/connectors\/([a-z][a-z0-9_]{0,24}))?\/mcp(?:\/(sse|messages|ticket))?$/

/** Undefined for everything that is not an MCP address. */
export function parseMcpUrl(url: string | undefined): McpUrl | undefined {
  const [path = '', query = ''] = (url ?? '').split('?', 2)
  const found = MCP.exec(path)
  if (!found) return undefined
  return {
    address: { tenant: found[1] ?? '', connector: found[2] },
    route: (found[3] as Route | undefined) ?? 'mcp',
    query: new URLSearchParams(query),
  }
}

export const pathOf = ({ tenant, connector }: EndpointAddress): string =>
  connector === undefined ? `/api/v1/${tenant}/mcp` : `/api/v1/${tenant}/connectors/${connector}/mcp`
