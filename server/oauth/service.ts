import { type ConnectorType, providerOf, type Registry } from '../../connectors/sdk'
import type { Caller } from '../auth/caller'
import type * as contract from '../contracts/accounts'
import { Connector } from '../connectors/entity'
import { getConnector, listConnectors } from '../connectors/store'
import { originsOf } from '../connectors/configuration'
import type { Pasted } from '../connectors/token-check'
import { ownBaseUrl } from '../credentials/addresses'
import { Credential } from '../credentials/entity'
import type { Credentials } from '../credentials/service'
import type { Database, EntityManager } from '../db/database'
import { AppError, notFound } from '../errors'
import type { Auditor } from '../http/endpoint'
import type { ToolSummary } from '../connectors/service'
import type { TenantRef } from '../tenants/tenant-ref'
import { type Names, namesOf, personOf } from '../users/store'
import { conditionOf } from './condition'
import type { Retirements } from './retirement'
import type { Revoked } from './revoke'
import { wantedBy, type WantedScopes } from './scopes'
import { requireMember, requireOAuth } from './connect'
import { tell } from '../credentials/state'
import {
  type AccountRows,
  type ConnectorTools,
  enabledTools,
  findAccount,
  listAccounts,
  lockCredential,
  toolsOfAll,
} from './store'

export interface VendorAccountParts {
  readonly db: Database
  readonly registry: Registry
  readonly credentials: Credentials
  readonly retirements: Retirements
  readonly toolsOf: (connector: Connector) => Promise<readonly ToolSummary[]>
  /** Told once when somebody has to do something about an account. */
  readonly ended: (tenantId: string, credentialId: string) => void
}

/** What nothing but a person ends. */
const MENDED_BY_PEOPLE: ReadonlySet<string> = new Set(['reconnect_needed', 'expiring', 'scope_missing'])

/** A tenant's accounts at vendors, shared and personal: how they are, and their end. */
export class VendorAccounts {
  constructor(private readonly parts: VendorAccountParts) {}

  /** All of a tenant, or one person's own. */
  list(tenant: TenantRef, userId?: string): Promise<contract.VendorAccount[]> {
    return this.parts.db.withTenant(tenant.id, async (em) => {
      const accounts = await listAccounts(em, tenant.id, userId)
      if (accounts.length === 0) return []
      const tools = await this.#tools(em, tenant.id)
      const by = await namesOf(
        em,
        accounts.map(({ main }) => main.connectedBy),
      )
      return accounts.map((account) => this.#describe(account, tools, by))
    })
  }

  /** Tells of accounts whose condition is another one by now: time passed, or other tools are enabled. */
  async checkUp(tenantId: string): Promise<void> {
    const ended = await this.parts.db.withTenant(tenantId, async (em) => {
      const accounts = await listAccounts(em, tenantId)
      const tools = accounts.length === 0 ? [] : await this.#tools(em, tenantId)
      const found: string[] = []
      for (const account of accounts) {
        const { state, reason } = this.#describe(account, tools, new Map())
        const isNews = await tell(em, account.main, state, reason)
        if (isNews && MENDED_BY_PEOPLE.has(state)) found.push(account.main.id)
      }
      return found
    })
    for (const id of ended) this.parts.ended(tenantId, id)
  }

  get(tenant: TenantRef, id: string): Promise<contract.VendorAccount> {
    return this.parts.db.withTenant(tenant.id, async (em) => {
      const account = await findAccount(em, tenant.id, id)
      if (!account) throw notFound('Account')
      return this.#shown(em, account)
    })
  }

  /** Ends it for everybody, then gives it back to the vendor where that is possible. One's own when a person is named. */
  async remove(tenant: TenantRef, id: string, audit: Auditor, userId?: string): Promise<Revoked> {
    const { db, retirements } = this.parts
    const kept = await db.withTenant(tenant.id, async (em) => {
      const row = await lockCredential(em, tenant.id, id)
      const isTheirs = row?.isActive && row.mainId === null && (userId === undefined || row.userId === userId)
      if (!isTheirs) throw notFound('Account')
      const { provider, providerUsername, userId: owner } = row
      const leaseId = await retirements.begin(em, row)
      await audit(em, { target: id, details: { provider, account: providerUsername, personal: owner !== null } })
      await db.announce(em, tenant.id)
      return { kind: row.kind, leaseId }
    })
    if (kept.kind === 'token') return 'not_possible'
    return (await retirements.finish(tenant.id, id, kept.leaseId)) ?? 'under_way'
  }

  /** A token that somebody pasted as their own account for a connector. */
  storeOwnToken(
    tenant: TenantRef,
    caller: Caller,
    connectorId: string,
    { token, username }: Pasted,
    audit: Auditor,
  ): Promise<contract.VendorAccount> {
    return this.parts.db.withTenant(tenant.id, async (em) => {
      const { connector, type, userId } = await this.#requireTaking(em, tenant, caller, connectorId)
      const [provider, baseUrl] = [providerOf(type), ownBaseUrl(connector) ?? null]
      const own = await em.findBy(Credential, { tenantId: tenant.id, provider, userId })
      const old = own.find((each) => each.mainId === null && each.isActive && each.baseUrl === baseUrl)
      const place = {
        tenantId: tenant.id,
        provider,
        userId,
        baseUrl,
        origins: originsOf(type, connector.configuration),
        connectedBy: userId,
        username,
      }
      const stored = await this.parts.credentials.storeToken(em, place, token, old)
      await tell(em, stored, 'ok', null)
      await audit(em, { target: connector.slug, details: { credentialId: stored.id, personal: true } })
      await this.parts.db.announce(em, tenant.id)
      return this.#shown(em, { main: stored, parts: [stored] })
    })
  }

  /** The connector, where this person may have a token of their own. */
  async takingOwnToken(tenant: TenantRef, caller: Caller, connectorId: string): Promise<Connector> {
    const { connector } = await this.parts.db.withTenant(tenant.id, (em) =>
      this.#requireTaking(em, tenant, caller, connectorId),
    )
    return connector
  }

  async #requireTaking(em: EntityManager, tenant: TenantRef, caller: Caller, connectorId: string) {
    const { userId } = caller
    if (userId === undefined) throw new AppError('forbidden', 'This key belongs to nobody who could have an account.')
    await requireMember(em, tenant, caller)
    const connector = await getConnector(em, tenant.id, connectorId)
    const type = this.parts.registry.get(connector.type)
    if (!type?.auth.some(({ kind }) => kind === 'token')) {
      throw new AppError('conflict', `Connectors of type ${connector.type} take no token.`)
    }
    if (connector.account !== 'personal') {
      throw new AppError('conflict', 'This connector works with one shared account.', {
        hint: 'A tenant admin stores its token.',
      })
    }
    return { connector, type, userId }
  }

  /** What the tools need that will run with the account of this connector. */
  async scopesFor(em: EntityManager, tenant: TenantRef, connector: Connector): Promise<WantedScopes> {
    const type = this.parts.registry.get(connector.type)
    if (!type) return {}
    const all = await listConnectors(em, tenant.id, {})
    const sharing = all.filter(
      (each) =>
        each.id === connector.id ||
        (each.account === connector.account &&
          this.#providerOf(each) === providerOf(type) &&
          (each.account === 'personal' ||
            (each.credentialId !== null && each.credentialId === connector.credentialId))),
    )
    const tools = await Promise.all(sharing.map((each) => enabledTools(em, each, this.parts.toolsOf)))
    return wantedBy(requireOAuth(type), tools.flat())
  }

  #providerOf(connector: Connector): string | undefined {
    const type = this.parts.registry.get(connector.type)
    return type && providerOf(type)
  }

  #tools(em: EntityManager, tenantId: string): Promise<ConnectorTools[]> {
    return toolsOfAll(em, tenantId, this.parts.toolsOf)
  }

  async #shown(em: EntityManager, account: AccountRows): Promise<contract.VendorAccount> {
    const { tenantId, connectedBy } = account.main
    return this.#describe(account, await this.#tools(em, tenantId), await namesOf(em, [connectedBy]))
  }

  #describe({ main, parts }: AccountRows, all: readonly ConnectorTools[], names: Names): contract.VendorAccount {
    const using = all.filter(({ connector }) =>
      main.userId === null
        ? connector.account === 'shared' && connector.credentialId === main.id
        : connector.account === 'personal' &&
          this.#providerOf(connector) === main.provider &&
          (ownBaseUrl(connector) ?? null) === main.baseUrl,
    )
    const tools = using.flatMap((each) => each.tools)
    const [type] = this.parts.registry.ofProvider(main.provider) as [ConnectorType | undefined]
    return {
      id: main.id,
      provider: main.provider,
      kind: main.kind,
      userId: main.userId,
      account: main.providerUsername,
      places: (main.places ?? []).map(({ id, name }) => ({ id, name })),
      ...conditionOf(type, parts, tools),
      since: main.stateSince.toISOString(),
      scopes: [...new Set(parts.flatMap(({ scopes }) => scopes))],
      connectors: using.map(({ connector }) => connector.slug),
      connectedAt: main.createdAt.toISOString(),
      connectedBy: personOf(names, main.connectedBy),
    }
  }
}
