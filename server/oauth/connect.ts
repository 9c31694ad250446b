import { type ConnectorType, oauthOf, providerOf, type Registry } from '../../connectors/sdk'
import type { Caller } from '../auth/caller'
import { callerIn, userCallerId } from '../auth/callers'
import { may } from '../auth/permissions'
import type { SignedIn } from '../auth/sign-in-sessions'
import { hashToken, newToken } from '../auth/secret-token'
import { Connector } from '../connectors/entity'
import { requireAllowed } from '../connectors/service'
import { getConnector, listConnectors } from '../connectors/store'
import { ownBaseUrl } from '../credentials/addresses'
import { oauthAttemptAad } from '../credentials/seal'
import type { Credentials } from '../credentials/service'
import type { Database, EntityManager } from '../db/database'
import { AppError, notFound } from '../errors'
import type { Auditor } from '../http/endpoint'
import { isMember } from '../members/store'
import { findTenant, toRef } from '../tenants/store'
import type { TenantRef } from '../tenants/tenant-ref'
import type { FoundApp, OAuthApps } from './apps'
import { addAttempt, findByLink } from './attempt-store'
import { callbackUrl } from './callback-url'
import { OAuthAttempt } from './entity'
import { sealable } from './begun'
import { pass } from './strategy'
import { scopeParameters, type WantedScopes } from './scopes'

export interface ConnectParts {
  readonly db: Database
  readonly registry: Registry
  readonly credentials: Credentials
  readonly apps: OAuthApps
  readonly publicUrl: string
  /** What the enabled tools of the connectors of an account need. */
  readonly scopesFor: (em: EntityManager, tenant: TenantRef, connector: Connector) => Promise<WantedScopes>
}

export interface ConnectLink {
  readonly url: string
  readonly expiresAt: Date
}

/** What a link is about, once it is sure that this person may follow it. */
export interface OpenLink {
  readonly attempt: OAuthAttempt
  readonly tenant: TenantRef
  readonly connector: Connector
  readonly type: ConnectorType
  readonly app: FoundApp
}

export type LinkAnswer = OpenLink | 'gone' | 'not_yours'

/** The way to a vendor: a link that a program may pass on, and the page where the right person follows it. */
export class Connects {
  constructor(private readonly parts: ConnectParts) {}

  /** A link for whoever may connect the account of this connector: its person, or for a shared one an admin. */
  create(
    caller: Caller,
    tenant: TenantRef,
    connectorId: string,
    audit: Auditor,
    provider?: string,
  ): Promise<ConnectLink> {
    return this.parts.db.withTenant(tenant.id, async (em) => {
      const connector = await getConnector(em, tenant.id, connectorId)
      requireMayConnect(caller, connector)
      if (connector.account === 'personal') await requireMember(em, tenant, caller)
      const { type } = await this.#ready(em, tenant, connector)
      if (provider !== undefined && providerOf(type) !== provider) throw notFound('Connector')
      const { token, expiresAt } = await addAttempt(em, {
        tenantId: tenant.id,
        provider: providerOf(type),
        connectorId: connector.id,
        userId: connector.account === 'personal' ? (caller.userId ?? null) : null,
        // However many keys somebody has, their links count as theirs.
        createdBy: caller.userId === undefined ? caller.id : userCallerId(caller.userId),
        scopes: [],
      })
      await audit(em, { target: connector.slug, tenantId: tenant.id, details: { provider: providerOf(type) } })
      return { url: `${this.parts.publicUrl}/connect/${token}`, expiresAt }
    })
  }

  /** The first connector, by slug, whose account is at this provider. */
  async connectorOf(tenant: TenantRef, provider: string): Promise<string> {
    const types = this.parts.registry.ofProvider(provider).map(({ type }) => type)
    const all = await this.parts.db.withTenant(tenant.id, (em) => listConnectors(em, tenant.id, {}))
    const found = all.find(({ type }) => types.includes(type))
    if (found) return found.id
    throw new AppError('not_found', `The tenant has no connector of the provider ${provider}.`, {
      hint: 'Add the connector first.',
    })
  }

  /** The connector behind an address that anybody may have; undefined for whoever may not connect its account. */
  async at(tenantSlug: string, connectorSlug: string, signedIn: SignedIn) {
    const row = await this.parts.db.withSystem((em) => findTenant(em, tenantSlug))
    if (!row?.isActive) return undefined
    const tenant = toRef(row)
    const caller = await callerIn(this.parts.db, signedIn, tenant)
    const connector = await this.parts.db.withTenant(tenant.id, (em) =>
      em.findOneBy(Connector, { tenantId: tenant.id, slug: connectorSlug }),
    )
    const type = connector && this.parts.registry.get(connector.type)
    if (!connector || !type || !may(caller, 'accounts:connect') || !mayConnect(caller, connector)) return undefined
    return { tenant, caller, connector, type }
  }

  /** What a link leads to for this person. */
  async open(token: string, signedIn: SignedIn): Promise<LinkAnswer> {
    const found = await this.parts.db.withSystem(async (em) => {
      const attempt = await findByLink(em, token)
      const tenant = attempt && (await findTenant(em, attempt.tenantId))
      return attempt && tenant?.isActive ? { attempt, tenant: toRef(tenant) } : undefined
    })
    if (!found) return 'gone'
    const { attempt, tenant } = found
    if (!mayFollow(attempt, await callerIn(this.parts.db, signedIn, tenant))) return 'not_yours'
    return this.parts.db.withTenant(tenant.id, async (em) => {
      const connector = await em.findOneBy(Connector, { tenantId: tenant.id, id: attempt.connectorId })
      if (!connector || !isSameKind(attempt, connector)) return 'gone'
      return { attempt, tenant, connector, ...(await this.#ready(em, tenant, connector)) }
    })
  }

  /** Binds the attempt to this browser and returns the vendor's address. `browser` is what its cookie holds from now on. */
  async start(link: OpenLink, signedIn: SignedIn, browser: string): Promise<string> {
    const { attempt, tenant, connector, type, app } = link
    const oauth = requireOAuth(type)
    const { db, credentials, publicUrl, scopesFor } = this.parts
    const wanted = await db.withTenant(tenant.id, (em) => scopesFor(em, tenant, connector))
    const { parameters, scopes } = scopeParameters(oauth, wanted, app.scopes)
    const addresses = addressesAt(oauth, connector)
    const passed = await pass(
      {
        oauth,
        addresses,
        app,
        callbackUrl: callbackUrl(publicUrl, tenant, attempt.provider, ownBaseUrl(connector)),
        parameters: { ...oauth.authorize?.parameters, ...parameters },
        store: {
          begin: (verifier) =>
            db.withTenant(tenant.id, async (em) => {
              const state = newToken()
              const begun = sealable({ addresses, app, verifier })
              const aad = oauthAttemptAad(tenant.id, attempt.id)
              const { affected } = await em.update(
                OAuthAttempt,
                { tenantId: tenant.id, id: attempt.id },
                {
                  startedBy: signedIn.userId,
                  stateHash: hashToken(state),
                  browserHash: hashToken(browser),
                  verifier: await credentials.seal(em, tenant.id, begun, aad),
                  scopes: [...scopes],
                },
              )
              if (!affected) throw new AppError('not_found', 'This link does not work any more.')
              return state
            }),
          take: () => Promise.resolve(undefined),
        },
        exchange: () => Promise.reject(new Error('nothing is exchanged on the way out')),
      },
      {},
    )
    if (!('redirect' in passed)) throw new Error('the vendor has no authorize page')
    return passed.redirect
  }

  /** Everything that has to be there before anybody is sent to the vendor. */
  async #ready(em: EntityManager, tenant: TenantRef, connector: Connector) {
    const type = this.parts.registry.get(connector.type)
    if (!type) throw new AppError('conflict', `This server does not have the connector type ${connector.type}.`)
    await requireAllowed(em, tenant, type.type)
    requireOAuth(type)
    const app = await this.parts.apps.find(em, tenant.id, providerOf(type), ownBaseUrl(connector) ?? null)
    if (app) return { type, app }
    throw new AppError('conflict', `There is no OAuth application for ${type.title} yet.`, {
      hint: `An admin registers one at the vendor and stores it as the tenant's OAuth config "${providerOf(type)}".`,
    })
  }
}

/** Who runs the platform may look at a tenant, and has an account of their own in it only as a member. */
export async function requireMember(em: EntityManager, tenant: TenantRef, { userId }: Caller): Promise<void> {
  if (userId !== undefined && (await isMember(em, tenant.id, userId))) return
  throw new AppError('forbidden', 'Only a member of the tenant has an account of their own there.', {
    hint: 'Become a member first.',
  })
}

export function requireOAuth(type: ConnectorType) {
  const oauth = oauthOf(type)
  if (oauth) return oauth
  throw new AppError('conflict', `${type.title} is not connected by OAuth.`, { hint: 'Store a token instead.' })
}

/** The vendor's addresses; a server of the customer's own has its own, and the vendor's usual ones never stand in for them. */
export function addressesAt(oauth: ReturnType<typeof requireOAuth>, connector: Pick<Connector, 'configuration'>) {
  const own = ownBaseUrl(connector)
  if (own === undefined) return oauth.addresses
  const found = oauth.selfHosted?.(new URL(own))
  if (found) return found
  throw new AppError('conflict', 'OAuth works only at the usual address of this vendor.', {
    hint: 'Take configuration.baseUrl away, or store a token.',
  })
}

/** The person it is for; for a shared account whoever may decide about it now. */
export const mayFollow = ({ userId }: Pick<OAuthAttempt, 'userId'>, caller: Caller): boolean =>
  userId === null ? may(caller, 'connectors:write') : userId === caller.userId && caller.role !== 'nobody'

/** An attempt at a person's own account is none at everybody's. */
export const isSameKind = (
  { userId }: Pick<OAuthAttempt, 'userId'>,
  { account }: Pick<Connector, 'account'>,
): boolean => (account === 'personal') === (userId !== null)

/** One's own by whoever is a member, the shared one by whoever decides about connectors. */
const mayConnect = (caller: Caller, { account }: Connector): boolean =>
  account === 'personal'
    ? caller.userId !== undefined && may(caller, 'own-accounts:read')
    : may(caller, 'connectors:write')

function requireMayConnect(caller: Caller, connector: Connector): void {
  if (mayConnect(caller, connector)) return
  if (connector.account === 'personal') {
    throw new AppError('forbidden', `The connector ${connector.slug} works with each person's own account.`, {
      hint: 'Ask with a key or sign-in of a member.',
    })
  }
  throw new AppError('forbidden', `The account of the connector ${connector.slug} is shared.`, {
    hint: 'A tenant admin connects it.',
  })
}
