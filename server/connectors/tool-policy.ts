import type { Tool, UpdateTools } from '../contracts/connectors'
import { AppError, notFound } from '../errors'
import type { Auditor } from '../http/endpoint'
import type { TenantRef } from '../tenants/tenant-ref'
import type { Connector } from './entity'
import type { ConnectorParts, ToolSummary } from './service'
import { disabledTools, getConnector, saveTools } from './store'

type Parts = Pick<ConnectorParts, 'db' | 'toolsOf'>

/** Which tools of a connector its tenant switched off. Calls ask `tools/offer.ts`, which reads the same rows. */
export class ToolPolicy {
  constructor(private readonly parts: Parts) {}

  async list(tenant: TenantRef, id: string): Promise<Tool[]> {
    const [row, disabled] = await this.parts.db.withTenant(tenant.id, async (em) => {
      const connector = await getConnector(em, tenant.id, id)
      return [connector, await disabledTools(em, connector)] as const
    })
    return present(await this.parts.toolsOf(row), disabled)
  }

  async setOne(tenant: TenantRef, id: string, name: string, enabled: boolean, audit: Auditor): Promise<Tool> {
    const row = await this.#connector(tenant, id)
    const tool = (await this.parts.toolsOf(row)).find((each) => each.name === name)
    if (!tool) throw notFound('Tool')
    const tools = await this.#save(tenant, row, new Map([[tool, enabled]]), audit)
    return tools.find((each) => each.name === name) as Tool
  }

  async setMany(tenant: TenantRef, id: string, change: UpdateTools, audit: Auditor): Promise<Tool[]> {
    const row = await this.#connector(tenant, id)
    const tools = await this.parts.toolsOf(row)
    return this.#save(tenant, row, 'tools' in change ? chosen(tools, change.tools) : matching(tools, change), audit)
  }

  #connector(tenant: TenantRef, id: string): Promise<Connector> {
    return this.parts.db.withTenant(tenant.id, (em) => getConnector(em, tenant.id, id))
  }

  async #save(tenant: TenantRef, row: Connector, wanted: Wanted, audit: Auditor): Promise<Tool[]> {
    const disabled = await this.parts.db.withTenant(tenant.id, async (em) => {
      const names = new Map([...wanted].map(([{ tool }, enabled]) => [tool, enabled]))
      if (names.size > 0) await saveTools(em, await getConnector(em, tenant.id, row.id), names)
      const named = (enabled: boolean) => [...wanted].filter(([, e]) => e === enabled).map(([{ name }]) => name)
      await audit(em, { target: row.slug, details: { enabled: named(true), disabled: named(false) } })
      await this.parts.db.announce(em, tenant.id)
      return disabledTools(em, row)
    })
    return present(await this.parts.toolsOf(row), disabled)
  }
}

type Wanted = ReadonlyMap<ToolSummary, boolean>

function chosen(tools: readonly ToolSummary[], wanted: readonly { name: string; enabled: boolean }[]): Wanted {
  const byName = new Map(tools.map((tool) => [tool.name, tool]))
  const unknown = wanted.flatMap(({ name }, i) =>
    byName.has(name) ? [] : [[`tools.${i}.name`, 'There is no such tool.']],
  )
  if (unknown.length > 0) {
    throw new AppError('invalid_request', 'The body is not valid.', { fields: Object.fromEntries(unknown) })
  }
  return new Map(wanted.map(({ name, enabled }) => [byName.get(name) as ToolSummary, enabled]))
}

const matching = (
  tools: readonly ToolSummary[],
  { enabled, effect }: { enabled: boolean; effect?: string | undefined },
): Wanted => new Map(tools.filter((t) => effect === undefined || t.effect === effect).map((tool) => [tool, enabled]))

async function present(tools: readonly ToolSummary[], disabled: ReadonlySet<string>): Promise<Tool[]> {
  const all = tools.map(async ({ name, tool, description, effect, scopes, contextCost }) => ({
    ...{ name, tool, description, effect },
    scopes: [...scopes],
    enabled: !disabled.has(tool),
    tokens: await contextCost(),
  }))
  return (await Promise.all(all)).sort((a, b) => (a.name < b.name ? -1 : 1))
}
