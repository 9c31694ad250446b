import { timingSafeEqual } from 'node:crypto'
import type { IncomingHttpHeaders } from 'node:http'
import { hashSecret, parseKey } from '../api-keys/key'
import { AppError } from '../errors'
import type { TokenBuckets } from '../limits/token-buckets'
import type { Caller } from './caller'
import { type KeyDirectory, keyIdOf } from './key-directory'

const BEARER = /^Bearer +([^\s]+) *$/i

/** The key that a request carries, in the one form or the other. Never from the query or a cookie. */
export function presentedKey(headers: IncomingHttpHeaders): string | undefined {
  const bearer = BEARER.exec(headers.authorization ?? '')?.[1]
  const header = headers['x-api-key']
  return bearer ?? (typeof header === 'string' ? header.trim() : undefined)
}

/** Tokens of our own authorization server: for AI clients, and for a person at a browser who tries tools. */
export interface AccessTokens {
  /** Undefined when it is no token of ours for this resource, or has ended. */
  check(token: string, resource: string): Promise<Caller | undefined>
  /** The caller `grant:<id>` as it is now; undefined when the grant has ended. */
  byId(callerId: string): Promise<Caller | undefined>
}

/**
 * The one place that decides who is calling. Failed attempts are counted per address, but a valid key is looked at before
 * the count, so that nobody can lock others out by failing from a shared address.
 */
export class Authenticator {
  constructor(
    private readonly keys: KeyDirectory,
    private readonly failures: TokenBuckets,
    private readonly tokens?: AccessTokens,
    private readonly used: (caller: Caller) => void = () => {},
  ) {}

  /**
   * Throws `unauthenticated` (401), or `rate_limited` (429) for an address that failed too often. Access tokens count only
   * where a `resource` is named, and only for that one.
   */
  async authenticate(headers: IncomingHttpHeaders, address: string, resource?: string): Promise<Caller> {
    const presented = presentedKey(headers)
    if (presented === undefined) {
      throw new AppError('unauthenticated', 'This address needs an API key.', {
        hint: 'Send it as "Authorization: Bearer sk_...".',
      })
    }
    const caller = await this.#check(presented, resource)
    if (caller) {
      this.used(caller)
      return caller
    }
    this.failed(address)
    throw new AppError('unauthenticated', 'This API key is not valid.', {
      hint: 'It may have been deleted or have expired. A tenant admin can make a new one.',
    })
  }

  /** Counts a failed attempt. Throws `rate_limited` (429) for an address that failed too often. */
  failed(address: string): void {
    const wait = this.failures.take(address)
    if (wait === 0) return
    throw new AppError('rate_limited', 'Too many failed attempts from this address.', { retryAfterS: wait })
  }

  /** A caller that was here before, as it is now; undefined when its key or grant has ended in the meantime. */
  async byId(callerId: string): Promise<Caller | undefined> {
    const keyId = keyIdOf(callerId)
    return keyId === undefined ? this.tokens?.byId(callerId) : (await this.keys.find(keyId))?.caller
  }

  async #check(presented: string, resource: string | undefined): Promise<Caller | undefined> {
    const parts = parseKey(presented)
    if (!parts) return resource === undefined ? undefined : this.tokens?.check(presented, resource)
    const key = await this.keys.find(parts.id)
    const hash = hashSecret(parts.secret)
    // An unknown id takes the comparison too, so that time does not tell which ids exist.
    const matches = timingSafeEqual(hash, key?.secretHash ?? hash)
    return key && matches ? key.caller : undefined
  }
}
