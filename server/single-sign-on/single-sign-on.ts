import { hashToken } from '../auth/secret-token'
import type { Through } from '../auth/sign-in-sessions'
import { ClientSecrets } from '../credentials/client-secrets'
import type { Keyring } from '../credentials/keyring'
import type { Database } from '../db/database'
import type { Vendors } from '../vendors/vendors'
import { Arrivals } from './arrivals'
import { type ResolveTxt, TenantDomains, txtByDns } from './domains'
import type { IdentityProvider } from './entity'
import { Identities } from './identities'
import { type Claims, OpenId, type Secrets } from './openid'
import { IdentityProviders, type Offered } from './service'
import { type Asked, holdProvider, tenantOfDomain, useOnce } from './store'

const CALLBACK_PATH = '/sign-in/sso/callback'
/** From the button to the way back. */
export const ATTEMPT_MS = 10 * 60_000

export interface SingleSignOnParts {
  readonly db: Database
  readonly publicUrl: string
  readonly keyring: Keyring
  readonly platformKey: Buffer
  readonly vendors: Pick<Vendors, 'send'>
  readonly resolveTxt?: ResolveTxt
}

/** Signing in with OpenID providers, of the platform and of tenants. */
export class SingleSignOn {
  readonly publicUrl: string
  readonly providers: IdentityProviders
  readonly domains: TenantDomains
  readonly arrivals: Arrivals
  readonly identities: Identities
  readonly #db: Database
  readonly #openId: OpenId

  constructor({ db, publicUrl, keyring, platformKey, vendors, resolveTxt = txtByDns }: SingleSignOnParts) {
    this.#db = db
    this.publicUrl = publicUrl
    this.#openId = new OpenId(vendors)
    const secrets = new ClientSecrets(keyring, platformKey)
    this.providers = new IdentityProviders({ db, secrets, openId: this.#openId })
    this.domains = new TenantDomains(db, resolveTxt)
    this.arrivals = new Arrivals(db)
    this.identities = new Identities(db)
  }

  /**
   * Each provider has its own: a hostile one that sends its visitors on to another's sign-in would get the code of that one, if
   * both came back to the same address.
   */
  redirectUriOf(tenant: Offered['tenant']): string {
    return `${this.publicUrl}${callbackPathOf(tenant)}`
  }

  /** The provider for people with an address in this domain. */
  async offeredFor(domain: string): Promise<Offered | undefined> {
    const tenantId = await this.#db.withSystem((em) => tenantOfDomain(em, domain))
    return tenantId === undefined ? undefined : this.providers.offered({ tenantId })
  }

  begin({ provider, tenant }: Offered): Promise<{ url: string; secrets: Secrets }> {
    const registration = () => this.providers.registration(provider)
    return this.#openId.begin(versionOf(provider), registration, this.redirectUriOf(tenant))
  }

  /** Who came back. Throws `SignInRefused`. */
  finish({ provider, tenant }: Offered, query: string, secrets: Secrets): Promise<Claims> {
    const { groupsClaim, tenantId } = provider
    const needed = tenantId === null ? [] : ['email', ...(groupsClaim === null ? [] : [groupsClaim])]
    const registration = () => this.providers.registration(provider)
    const answer = new URL(`${this.redirectUriOf(tenant)}?${query}`)
    return this.#openId.finish(versionOf(provider), registration, { answer, secrets, needed })
  }

  /** What a session stands on that this provider lets in to. */
  through(asked: Asked, onlyTenantId: string | undefined): Through {
    return { onlyTenantId, hold: (em) => holdProvider(em, asked) }
  }

  /** False when this sign-in came back before, in whatever process. */
  useOnce({ state }: Secrets): Promise<boolean> {
    return this.#db.withSystem((em) => useOnce(em, hashToken(state), new Date(Date.now() + ATTEMPT_MS)))
  }
}

export const callbackPathOf = (tenant: Offered['tenant']): string =>
  tenant === null ? CALLBACK_PATH : `${CALLBACK_PATH}/${tenant.slug}`

const versionOf = ({ id, updatedAt }: IdentityProvider): string => `${id} ${updatedAt.getTime()}`
