import { Tool, ToolList, ToolParams, UpdateTool, UpdateTools } from '../contracts/connectors'
import { endpoint, type Endpoint } from '../http/endpoint'
import { ONE, params } from './routes'
import type { ToolPolicy } from './tool-policy'

const TOOLS = `${ONE}/tools` as const

export const toolRoutes = (policy: ToolPolicy): Endpoint[] => [
  endpoint({
    method: 'GET',
    path: TOOLS,
    summary: 'List the tools of a connector',
    permission: 'connectors:read',
    audit: null,
    params,
    reply: ToolList,
    handle: async ({ tenant, caller, params: { id } }) => ({ items: await policy.list(tenant, caller, id) }),
  }),
  endpoint({
    method: 'PATCH',
    path: TOOLS,
    summary: 'Switch several tools on or off',
    permission: 'connectors:write',
    audit: 'connector.tools',
    params,
    body: UpdateTools,
    reply: ToolList,
    handle: async ({ tenant, caller, params: { id }, body, audit }) => ({
      items: await policy.setMany(tenant, caller, id, body, audit),
    }),
  }),
  endpoint({
    method: 'PATCH',
    path: `${TOOLS}/:tool`,
    summary: 'Switch a tool on or off',
    permission: 'connectors:write',
    audit: 'connector.tools',
    params: params.extend(ToolParams.shape),
    body: UpdateTool,
    reply: Tool,
    handle: ({ tenant, caller, params: { id, tool }, body, audit }) =>
      policy.setOne(tenant, caller, id, tool, body.enabled, audit),
  }),
]
