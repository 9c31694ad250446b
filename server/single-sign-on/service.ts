import type { Caller } from '../auth/caller'
import { requireLasting } from '../auth/permissions'
import type { SetPlatformProvider, SetProvider } from '../contracts/single-sign-on'
import type { ClientSecrets } from '../credentials/client-secrets'
import type { Database, EntityManager } from '../db/database'
import { isUniqueViolation } from '../db/errors'
import { AppError, notFound } from '../errors'
import type { Auditor } from '../http/endpoint'
import { AddressRefused } from '../vendors/addresses'
import { NoAnswer } from '../vendors/exchange'
import { IdentityProvider } from './entity'
import type { OpenId, Registration } from './openid'
import { activeProvider, anyTenantProvider, endSessionsIn, lockProvider, providerOf } from './store'

/** Whose provider: a tenant's, or the platform's own. */
export type Owner = { readonly id: string } | 'platform'

/** A provider that people may sign in with now. */
export interface Offered {
  readonly provider: IdentityProvider
  readonly tenant: { readonly id: string; readonly slug: string; readonly name: string } | null
}

export interface ProviderParts {
  readonly db: Database
  readonly secrets: ClientSecrets
  readonly openId: OpenId
}

/** The providers that people may sign in with, and what this server proves itself with there. */
export class IdentityProviders {
  constructor(private readonly parts: ProviderParts) {}

  find(owner: Owner): Promise<IdentityProvider | null> {
    return this.#within(owner, (em) => providerOf(em, idOf(owner)))
  }

  /**
   * Makes it or replaces all of it, once the provider was asked. A secret goes to the issuer that it was given for and to no
   * other. What began with a provider that is another one now, or switched off, ends.
   */
  async set(
    owner: Owner,
    caller: Caller,
    wanted: SetProvider | SetPlatformProvider,
    audit: Auditor,
  ): Promise<IdentityProvider> {
    requireLasting(caller)
    const before = await this.find(owner)
    const { clientSecret: given, ...fields } = wanted
    const isSame = before !== null && sameIssuer(before.issuer, fields.issuer) && before.clientId === fields.clientId
    const clientSecret = given ?? (before && isSame ? (await this.registration(before)).clientSecret : undefined)
    if (clientSecret === undefined) throw invalid('clientSecret', 'Is needed for a new provider, issuer or client id.')
    const issuer = await this.#discover({ ...fields, clientSecret })
    return this.#within(owner, async (em) => {
      const row = await lockProvider(em, idOf(owner))
      // The stored secret was read before the provider was asked.
      if (given === undefined && row?.updatedAt.getTime() !== before?.updatedAt.getTime()) throw changedMeanwhile()
      const id = row?.id ?? crypto.randomUUID()
      const tenantId = idOf(owner)
      const sealed = await this.parts.secrets.seal(em, { tenantId, id }, clientSecret)
      const values = { ...fields, issuer, clientSecret: sealed }
      if (row) await em.update(IdentityProvider, { id }, { ...values, updatedAt: new Date() })
      else await insertOnce(em, { id, tenantId, ...values })
      const ends = row !== null && (row.issuer !== issuer || row.clientId !== fields.clientId || !fields.isActive)
      if (ends && tenantId !== null) await endSessionsIn(em, tenantId)
      const { name: _name, ...details } = fields
      await audit(em, { target: issuer, details: { ...details, newSecret: given !== undefined } })
      return em.findOneByOrFail(IdentityProvider, { id })
    })
  }

  remove(owner: Owner, audit: Auditor): Promise<void> {
    return this.#within(owner, async (em) => {
      const tenantId = idOf(owner)
      const row = await providerOf(em, tenantId)
      if (!row) throw notFound('Identity provider')
      await em.delete(IdentityProvider, { id: row.id })
      if (tenantId !== null) await endSessionsIn(em, tenantId)
      await audit(em, { target: row.issuer, details: { clientId: row.clientId } })
    })
  }

  /** Undefined when there is none, it is switched off, or its tenant is suspended. */
  offered(which: Parameters<typeof activeProvider>[1]): Promise<Offered | undefined> {
    return this.parts.db.withSystem((em) => activeProvider(em, which))
  }

  /** What the sign-in page shows. */
  overview(): Promise<{ platform: Offered | undefined; tenants: boolean }> {
    return this.parts.db.withSystem(async (em) => ({
      platform: await activeProvider(em, { tenantId: null }),
      tenants: await anyTenantProvider(em),
    }))
  }

  /** With its secret, opened. */
  async registration(row: IdentityProvider): Promise<Registration> {
    const { tenantId, issuer, clientId, scopes } = row
    const clientSecret = await this.#within(tenantId === null ? 'platform' : { id: tenantId }, (em) =>
      this.parts.secrets.open(em, row, row.clientSecret),
    )
    return { issuer, clientId, clientSecret, scopes }
  }

  async #discover(registration: Registration): Promise<string> {
    try {
      return await this.parts.openId.discover(registration)
    } catch (error) {
      throw invalid('issuer', reasonOf(error), error)
    }
  }

  #within<T>(owner: Owner, work: (em: EntityManager) => Promise<T>): Promise<T> {
    return owner === 'platform' ? this.parts.db.withSystem(work) : this.parts.db.withTenant(owner.id, work)
  }
}

/** Of two who make it at once the second is told. */
async function insertOnce(em: EntityManager, row: Partial<IdentityProvider>): Promise<void> {
  try {
    await em.insert(IdentityProvider, row)
  } catch (error) {
    if (!isUniqueViolation(error, 'identity_providers_tenant_id_key')) throw error
    throw changedMeanwhile()
  }
}

const changedMeanwhile = () =>
  new AppError('conflict', 'Somebody else changed this provider at the same moment.', {
    hint: 'Read it, then try again.',
  })

const idOf = (owner: Owner): string | null => (owner === 'platform' ? null : owner.id)

const sameIssuer = (a: string, b: string): boolean => new URL(a).href === new URL(b).href

const invalid = (field: string, reason: string, cause?: unknown): AppError =>
  new AppError('invalid_request', 'This provider cannot be used.', { fields: { [field]: reason }, cause })

/** In our words: what an inside address answers is nobody's to read. */
function reasonOf(thrown: unknown): string {
  for (let error = thrown; error instanceof Error; error = error.cause) {
    if (error instanceof AddressRefused) return 'This address cannot be used: it has to be https and public.'
    if (error instanceof NoAnswer) {
      return error.kind === 'refused'
        ? 'This address cannot be used: it has to be https and public.'
        : 'The provider did not answer. Check the address, and that this server can reach it.'
    }
  }
  return (
    'No OpenID provider of this name answers there. Copy the issuer from <issuer>/.well-known/openid-configuration, ' +
    'where "issuer" must say exactly this address.'
  )
}
