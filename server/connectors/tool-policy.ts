import type { Caller } from '../auth/caller'
import { may } from '../auth/permissions'
import type { Tool, UpdateTools } from '../contracts/connectors'
import type { EntityManager } from '../db/database'
import { AppError, notFound } from '../errors'
import type { Auditor } from '../http/endpoint'
import type { TenantRef } from '../tenants/tenant-ref'
import { allowedFor, type Audience, loadAudience } from './allowed-for'
import type { Connector } from './entity'
import type { ConnectorParts, ToolSummary } from './service'
import { disabledTools, getConnector, saveTools } from './store'

type Parts = Pick<ConnectorParts, 'db' | 'toolsOf'>

/** Which tools of a connector its tenant switched off. Calls ask `tools/offer.ts`, which reads the same rows. */
export class ToolPolicy {
  constructor(private readonly parts: Parts) {}

  async list(tenant: TenantRef, caller: Caller, id: string): Promise<Tool[]> {
    const [row, policy] = await this.parts.db.withTenant(tenant.id, async (em) => {
      const connector = await getConnector(em, tenant.id, id)
      return [connector, await loadPolicy(em, tenant, caller, connector)] as const
    })
    return present(await this.parts.toolsOf(row), policy)
  }

  async setOne(
    tenant: TenantRef,
    caller: Caller,
    id: string,
    name: string,
    enabled: boolean,
    audit: Auditor,
  ): Promise<Tool> {
    const row = await this.#connector(tenant, id)
    const tool = (await this.parts.toolsOf(row)).find((each) => each.name === name)
    if (!tool) throw notFound('Tool')
    const tools = await this.#save(tenant, caller, row, new Map([[tool, enabled]]), audit)
    return tools.find((each) => each.name === name) as Tool
  }

  async setMany(tenant: TenantRef, caller: Caller, id: string, change: UpdateTools, audit: Auditor): Promise<Tool[]> {
    const row = await this.#connector(tenant, id)
    const tools = await this.parts.toolsOf(row)
    const wanted = 'tools' in change ? chosen(tools, change.tools) : matching(tools, change)
    return this.#save(tenant, caller, row, wanted, audit)
  }

  #connector(tenant: TenantRef, id: string): Promise<Connector> {
    return this.parts.db.withTenant(tenant.id, (em) => getConnector(em, tenant.id, id))
  }

  async #save(tenant: TenantRef, caller: Caller, row: Connector, wanted: Wanted, audit: Auditor): Promise<Tool[]> {
    const policy = await this.parts.db.withTenant(tenant.id, async (em) => {
      const names = new Map([...wanted].map(([{ tool }, enabled]) => [tool, enabled]))
      const connector = await getConnector(em, tenant.id, row.id)
      await saveTools(em, connector, names)
      const named = (enabled: boolean) => [...wanted].filter(([, e]) => e === enabled).map(([{ name }]) => name)
      await audit(em, { target: row.slug, details: { enabled: named(true), disabled: named(false) } })
      await this.parts.db.announce(em, tenant.id)
      return loadPolicy(em, tenant, caller, connector)
    })
    return present(await this.parts.toolsOf(row), policy)
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

interface Policy {
  readonly disabled: ReadonlySet<string>
  /** Undefined for who may not read access rules. */
  readonly audience: Audience | undefined
}

async function loadPolicy(em: EntityManager, tenant: TenantRef, caller: Caller, connector: Connector): Promise<Policy> {
  const disabled = await disabledTools(em, connector)
  const audience = may(caller, 'access:read') ? await loadAudience(em, tenant, connector, disabled) : undefined
  return { disabled, audience }
}

async function present(tools: readonly ToolSummary[], { disabled, audience }: Policy): Promise<Tool[]> {
  const all = tools.map(async ({ name, tool, title = null, description, effect, scopes, contextCost }) => ({
    ...{ name, tool, title, description, effect },
    scopes: [...scopes],
    enabled: !disabled.has(tool),
    allowedFor: audience ? allowedFor(audience, { tool, effect }) : null,
    tokens: await contextCost(),
  }))
  return (await Promise.all(all)).sort((a, b) => (a.name < b.name ? -1 : 1))
}
