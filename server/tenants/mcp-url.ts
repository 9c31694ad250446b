/** Where MCP clients connect: to the whole tenant, or to one connector of it. */
export const mcpUrl = (publicUrl: string, tenant: string, connector?: string): string =>
  `${publicUrl}/api/v1/${tenant}${connector === undefined ? '' : `/connectors/${connector}`}/mcp`
