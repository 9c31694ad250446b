import type { Registry } from '../../connectors/sdk'
import type { Connector } from '../connectors/entity'
import type { ToolSummary } from '../connectors/service'
import type { Log } from '../observability/log'
import { contextCost } from './context-cost'
import { declaredBy } from './load-snapshot'

/** The tools of one connector, usable or not, for the pages that decide about them. */
export const makeToolsOf =
  (registry: Registry, log: Log) =>
  async (row: Connector): Promise<readonly ToolSummary[]> => {
    const declared = await declaredBy(registry, log, row)
    return (declared?.tools ?? []).map(({ name, tool, effect, scopes, optionalScopes, token, listed }) => ({
      name,
      tool,
      title: listed.title,
      description: listed.description,
      effect,
      scopes: [...scopes],
      optionalScopes: [...optionalScopes],
      token,
      contextCost: () => contextCost(listed),
    }))
  }
