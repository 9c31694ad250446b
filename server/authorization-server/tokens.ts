import { createHash } from 'node:crypto'
import { errors, jwtVerify } from 'jose'
import { LRUCache } from 'lru-cache'
import type { AccessTokens } from '../auth/authenticate'
import type { Caller } from '../auth/caller'
import { memberCaller } from '../auth/callers'
import { now, today } from '../clock'
import type { Database } from '../db/database'
import { type CacheUse, FreshCache } from '../db/fresh-cache'
import { AppError } from '../errors'
import { CALL } from './resource'
import type { SigningKeys } from './signing-keys'
import { findGrant, findUserName } from './store'

/** What a token says, once its signature is known to be ours. */
interface TokenClaims {
  readonly grantId: string
  readonly tenantId: string
  readonly clientId: string
  readonly audience: string
  readonly scopes: readonly string[]
  readonly expiresAt: number
}

interface LiveGrant {
  readonly tenantId: string
  readonly caller: Caller
}

const MAX_TOKENS = 10_000
const MAX_GRANTS = 10_000
const MAX_LENGTH = 4_096
const JWT = /^eyJ[\w-]+\.[\w-]+\.[\w-]+$/

const GRANT = 'grant:'

const isJwt = (text: string): boolean => text.length <= MAX_LENGTH && JWT.test(text)

/**
 * Access tokens, verified. A signature is checked once and remembered until the token ends; whether the grant lives and its
 * person is still a member is asked at every use, from memory that a change notice empties.
 */
export class GrantTokens implements AccessTokens {
  readonly #verified = new LRUCache<string, TokenClaims>({ max: MAX_TOKENS })
  readonly #grants: FreshCache<LiveGrant>

  constructor(
    db: Database,
    private readonly keys: SigningKeys,
    private readonly issuer: string,
  ) {
    this.#grants = new FreshCache({
      changes: db.changes,
      max: MAX_GRANTS,
      load: (id) => loadGrant(db, id),
      ownerOf: (grant) => grant.tenantId,
    })
  }

  /** Undefined for what is no token of ours; one of ours that does not open this endpoint is no guess, so it is told apart. */
  async check(token: string, resource: string): Promise<Caller | undefined> {
    if (!isJwt(token)) return undefined
    const claims = await this.#read(token)
    if (!claims) return undefined
    const caller =
      claims !== 'expired' && claims.audience === resource ? await this.byId(`grant:${claims.grantId}`) : undefined
    if (!caller || claims === 'expired' || caller.tenantId !== claims.tenantId) {
      throw new AppError('unauthenticated', 'This access token has ended, or is for another endpoint.', {
        hint: 'Get a new one: the WWW-Authenticate header says where.',
      })
    }
    return { ...caller, readOnly: caller.readOnly || !claims.scopes.includes(CALL) }
  }

  async byId(callerId: string): Promise<Caller | undefined> {
    if (!callerId.startsWith(GRANT)) return undefined
    const caller = (await this.#grants.get(callerId.slice(GRANT.length)))?.caller
    return caller?.expiresAt && caller.expiresAt.getTime() <= now() ? undefined : caller
  }

  /** What a token of ours says while it lasts; nothing is said about its grant. */
  async claims(token: string): Promise<TokenClaims | undefined> {
    const claims = isJwt(token) ? await this.#read(token) : undefined
    return claims === 'expired' ? undefined : claims
  }

  get use(): CacheUse {
    return this.#grants.use
  }

  close(): void {
    this.#grants.close()
    this.#verified.clear()
  }

  async #read(token: string): Promise<TokenClaims | 'expired' | undefined> {
    const hash = createHash('sha256').update(token).digest('base64url')
    const known = this.#verified.get(hash)
    const claims = known ?? (await this.#verify(token))
    if (!claims || claims === 'expired') return claims
    if (claims.expiresAt <= now()) return 'expired'
    if (!known) this.#verified.set(hash, claims, { ttl: claims.expiresAt - now() })
    return claims
  }

  async #verify(token: string): Promise<TokenClaims | 'expired' | undefined> {
    try {
      const { payload } = await jwtVerify(token, ({ kid }) => this.keys.publicKey(kid), {
        algorithms: ['ES256'],
        currentDate: today(),
        typ: 'at+jwt',
        issuer: this.issuer,
        requiredClaims: ['aud', 'exp', 'sub', 'client_id', 'grant_id', 'tenant_id'],
      })
      const { aud, exp, scope, client_id: clientId, grant_id: grantId, tenant_id: tenantId } = payload
      if (typeof aud !== 'string' || exp === undefined) return undefined
      return {
        audience: aud,
        expiresAt: exp * 1_000,
        clientId: String(clientId),
        grantId: String(grantId),
        tenantId: String(tenantId),
        scopes: String(scope ?? '').split(' '),
      }
    } catch (error) {
      // The signature was checked before the time.
      return error instanceof errors.JWTExpired ? 'expired' : undefined
    }
  }
}

async function loadGrant(db: Database, id: string): Promise<LiveGrant | undefined> {
  const grant = await db.withSystem((em) => findGrant(em, id))
  const person = grant && (await db.withSystem((em) => findUserName(em, grant.userId)))
  if (!grant || person === undefined || person === null) return undefined
  const { tenantId, userId, clientName, scopes, expiresAt } = grant
  const caller = await memberCaller(db, {
    id: `grant:${id}`,
    name: `${person} with ${clientName}`,
    userId,
    tenantId,
    readOnly: !scopes.includes(CALL),
    // The grant, not the quarter of an hour of one token, says how long a stream may be open.
    expiresAt: expiresAt ?? undefined,
  })
  return caller && { tenantId, caller }
}
