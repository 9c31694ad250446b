import { type ConnectorType, type Effect, providerOf, type Registry } from '../../connectors/sdk'
import type { CreateConnector, UpdateConnector } from '../contracts/connectors'
import type { Credentials } from '../credentials/service'
import type { Database, EntityManager } from '../db/database'
import { isUniqueViolation } from '../db/errors'
import { AppError } from '../errors'
import type { ContextCost } from '../tools/context-cost'
import type { Auditor } from '../http/endpoint'
import type { TenantRef } from '../tenants/tenant-ref'
import { type Configuration, originsOf, parseConfiguration } from './configuration'
import { Connector } from './entity'
import { type Loaded, loadAll, loadOne } from './loaded'
import { allowedTypesOf, type ConnectorList, findCredential, getConnector, listConnectors, saveTools } from './store'
import { leftOut } from './tool-choice'

export interface ToolSummary {
  /** The full name: `<connector slug>_<tool>`. */
  readonly name: string
  readonly tool: string
  /** For people. */
  readonly title: string | undefined
  readonly description: string
  readonly effect: Effect
  readonly scopes: readonly string[]
  readonly optionalScopes: readonly string[]
  /** Which of the account's tokens. */
  readonly token: string | undefined
  /** Counts when it is asked. */
  readonly contextCost: () => Promise<ContextCost>
}

export interface ConnectorParts {
  readonly db: Database
  readonly registry: Registry
  readonly credentials: Credentials
  readonly toolsOf: (connector: Connector) => Promise<readonly ToolSummary[]>
  /** Throws where a tenant may not point a connector. */
  readonly checkAddress: (url: string) => Promise<void>
}

const MAX_CONNECTORS = 200

export class Connectors {
  constructor(private readonly parts: ConnectorParts) {}

  list(tenant: TenantRef, wanted: ConnectorList): Promise<Loaded[]> {
    return this.parts.db.withTenant(tenant.id, async (em) =>
      loadAll(em, tenant.id, await listConnectors(em, tenant.id, wanted), this.parts.toolsOf),
    )
  }

  get(tenant: TenantRef, id: string): Promise<Loaded> {
    return this.parts.db.withTenant(tenant.id, async (em) =>
      loadOne(em, await getConnector(em, tenant.id, id), this.parts.toolsOf),
    )
  }

  async create(tenant: TenantRef, input: CreateConnector, audit: Auditor): Promise<Loaded> {
    const type = this.parts.registry.get(input.type)
    if (!type) throw invalid('type', 'There is no such connector type.')
    const configuration = parseConfiguration(type, input.configuration ?? {})
    await this.#checkAddress(configuration)
    const attempt = () =>
      this.parts.db.withTenant(tenant.id, async (em) => {
        await requireAllowed(em, tenant, type.type)
        const others = await listConnectors(em, tenant.id, {})
        if (others.length >= MAX_CONNECTORS)
          throw new AppError('conflict', `A tenant has at most ${MAX_CONNECTORS} connectors.`)
        const { name, description = '', isEnabled, isReadOnly, account, credentialId = null } = input
        const slug = input.slug ?? freeSlug(type.type, others)
        const draft = em.create(Connector, {
          tenantId: tenant.id,
          ...{ slug, type: type.type, name, description, isEnabled, isReadOnly, account, configuration, credentialId },
        })
        await this.#refuseSharedNames(draft, others)
        if (credentialId !== null) await this.#requireFit(em, draft, type)
        const off = input.tools === 'all' ? [] : leftOut(await this.parts.toolsOf(draft), input.tools)
        const row = await em.save(draft)
        await switchOff(em, row, off)
        const details = { id: row.id, type: type.type, ...(off.length === 0 ? {} : { toolsOff: off }) }
        await audit(em, { target: slug, details })
        await this.parts.db.announce(em, tenant.id)
        return loadOne(em, await getConnector(em, tenant.id, row.id), this.parts.toolsOf)
      })
    return this.#untilFree(attempt, input.slug === undefined ? 3 : 1)
  }

  /** The credential goes when the address changes: it was given for the old one and must not reach the new one. */
  async update(
    tenant: TenantRef,
    id: string,
    change: UpdateConnector,
    audit: Auditor,
  ): Promise<Loaded & { credentialDiscarded: boolean }> {
    const { row: before } = await this.get(tenant, id)
    const type = requireType(this.parts.registry, before)
    const configuration =
      change.configuration === undefined ? undefined : parseConfiguration(type, change.configuration ?? {})
    if (configuration) await this.#checkAddress(configuration)
    return this.parts.db.withTenant(tenant.id, async (em) => {
      const row = await getConnector(em, tenant.id, before.id, { lock: true })
      const moved = configuration !== undefined && !sameOrigins(type, row.configuration, configuration)
      const credentialDiscarded = moved && row.credentialId !== null
      if (credentialDiscarded) await this.parts.credentials.detach(em, row)
      if (configuration) row.configuration = configuration
      if (change.name !== undefined) row.name = change.name
      if (change.description !== undefined) row.description = change.description ?? ''
      if (change.isEnabled !== undefined) row.isEnabled = change.isEnabled
      if (change.isReadOnly !== undefined) row.isReadOnly = change.isReadOnly
      if (change.account !== undefined) row.account = change.account
      if (change.credentialId === null) await this.parts.credentials.detach(em, row)
      const old = row.credentialId
      if (typeof change.credentialId === 'string') {
        row.credentialId = change.credentialId
        await this.#requireFit(em, row, type)
      }
      await em.save(row)
      if (old !== null && old !== row.credentialId) await this.parts.credentials.removeIfUnused(em, tenant.id, old)
      const { isEnabled, isReadOnly, account } = change
      await audit(em, {
        target: row.slug,
        details: {
          changed: Object.keys(change),
          ...(isEnabled === undefined ? {} : { isEnabled }),
          ...(isReadOnly === undefined ? {} : { isReadOnly }),
          ...(account === undefined ? {} : { account }),
          ...(credentialDiscarded ? { credentialDiscarded } : {}),
        },
      })
      await this.parts.db.announce(em, tenant.id)
      return { ...(await loadOne(em, row, this.parts.toolsOf)), credentialDiscarded }
    })
  }

  remove(tenant: TenantRef, id: string, audit: Auditor): Promise<void> {
    return this.parts.db.withTenant(tenant.id, async (em) => {
      const row = await getConnector(em, tenant.id, id, { lock: true })
      await em.delete(Connector, { tenantId: tenant.id, id: row.id })
      if (row.credentialId !== null) {
        await this.parts.credentials.removeIfUnused(em, tenant.id, row.credentialId)
      }
      await audit(em, { target: row.slug, details: { id: row.id, type: row.type } })
      await this.parts.db.announce(em, tenant.id)
    })
  }

  async #checkAddress({ baseUrl }: Configuration): Promise<void> {
    if (typeof baseUrl !== 'string') return
    try {
      await this.parts.checkAddress(baseUrl)
    } catch (error) {
      if (!(error instanceof AppError)) throw error
      throw invalid('configuration.baseUrl', error.details.fields?.baseUrl ?? error.message)
    }
  }

  /** `github` + `list_issues` and `github_list` + `issues` are one name; the second connector is refused. */
  async #refuseSharedNames(draft: Connector, others: readonly Connector[]): Promise<void> {
    const own = new Set((await this.parts.toolsOf(draft)).map((tool) => tool.name))
    const near = others.filter(({ slug }) => slug.startsWith(`${draft.slug}_`) || draft.slug.startsWith(`${slug}_`))
    for (const other of near) {
      const shared = (await this.parts.toolsOf(other)).find((tool) => own.has(tool.name))
      if (!shared) continue
      throw new AppError('conflict', `The connector ${other.slug} already has a tool ${shared.name}.`, {
        hint: 'Choose another slug.',
        fields: { slug: `Makes a second tool ${shared.name}.` },
      })
    }
  }

  /** A credential may be shared by connectors of its vendor at its address, and by no others. */
  async #requireFit(em: EntityManager, row: Connector, type: ConnectorType): Promise<void> {
    const credential = await findCredential(em, row.tenantId, row.credentialId ?? '')
    // One's own account, and one of several tokens of an account, are nobody's to share.
    const isShared = credential?.isActive && credential.userId === null && credential.mainId === null
    if (!isShared) throw invalid('credentialId', 'There is no such credential.')
    const fits =
      credential.provider === providerOf(type) &&
      originsOf(type, row.configuration).every((origin) => credential.origins.includes(origin))
    if (!fits) throw invalid('credentialId', 'It was stored for another vendor or another address.')
  }

  /** Two admins at once may be given the same free slug; the one who came second gets the next. */
  async #untilFree<T>(attempt: () => Promise<T>, attempts: number): Promise<T> {
    for (let left = attempts; ; left--) {
      try {
        return await attempt()
      } catch (error) {
        if (!isUniqueViolation(error, 'connectors_tenant_id_slug_key')) throw error
        if (left > 1) continue
        throw new AppError('conflict', 'Another connector has this slug.', { fields: { slug: 'Is taken.' } })
      }
    }
  }
}

export function requireType(registry: Registry, row: Pick<Connector, 'type'>): ConnectorType {
  const type = registry.get(row.type)
  if (!type) throw new AppError('conflict', `This server does not have the connector type ${row.type}.`)
  return type
}

const switchOff = (em: EntityManager, row: Connector, tools: readonly string[]): Promise<void> =>
  saveTools(em, row, new Map(tools.map((tool) => [tool, false])))

const invalid = (field: string, problem: string): AppError =>
  new AppError('invalid_request', 'The body is not valid.', { fields: { [field]: problem } })

function sameOrigins(type: ConnectorType, before: Configuration, after: Configuration): boolean {
  return originsOf(type, before).sort().join() === originsOf(type, after).sort().join()
}

/** The type, then type_2; numbers are never longer than a slug may be, for a type is at most 25 characters. */
function freeSlug(type: string, others: readonly Connector[]): string {
  const taken = new Set(others.map((c) => c.slug))
  for (let n = 1; ; n++) {
    const slug = n === 1 ? type : `${type.slice(0, 24 - String(n).length)}_${n}`
    if (!taken.has(slug)) return slug
  }
}

/** The platform may have limited which types this tenant uses. */
export async function requireAllowed(em: EntityManager, tenant: TenantRef, type: string): Promise<void> {
  const allowed = await allowedTypesOf(em, tenant.id)
  if (allowed === null || allowed.includes(type)) return
  throw new AppError('forbidden', `This tenant may not use connectors of the type ${type}.`, {
    hint: 'A platform admin can allow it.',
  })
}
