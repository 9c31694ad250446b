/** Where MCP clients of a tenant, or of one connector of it, connect. */
export const mcpPath = (tenant: string, connector: string | undefined): string =>
  ['/api/v1', tenant, ...(connector === undefined ? [] : ['connectors', connector]), 'mcp']
    .map((part, at) => (at === 0 ? part : encodeURIComponent(part)))
    .join('/')
