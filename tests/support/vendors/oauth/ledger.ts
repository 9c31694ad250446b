import { randomBytes, randomUUID } from 'node:crypto'
import type { Account, Grant, Issued, Lifetimes, RegisteredApp, Token, VendorRules } from './rules'

/** What a code stands for until it is exchanged. */
export interface Code {
  app: RegisteredApp
  redirectUri: string
  challenge: string | undefined
  madeAt: number
  given: Pick<Grant, 'account' | 'scopes' | 'places' | 'refreshes'>
  /** The grant that it became. */
  used?: Grant
}

export type Life = 'good' | 'ended' | 'revoked'

/** Who was given what, and what of it still works. */
export class Ledger {
  readonly grants: Grant[] = []
  /** How many times the tokens of an account were refreshed, by its key. */
  readonly refreshes = new Map<string, number>()
  /** Seconds, in place of the vendor's own. */
  accessS: number | undefined
  codeS: number
  readonly #codes = new Map<string, Code>()
  readonly #tokens = new Map<string, Token>()

  constructor(
    private readonly rules: VendorRules,
    readonly now: () => number,
  ) {
    this.codeS = rules.token.codeS
  }

  newCode(code: Omit<Code, 'madeAt'>): string {
    const value = `code-${randomBytes(18).toString('base64url')}`
    this.#codes.set(value, { ...code, madeAt: this.now() })
    return value
  }

  code(value: string): Code | undefined {
    return this.#codes.get(value)
  }

  isFresh = (code: Code): boolean => this.now() - code.madeAt < this.codeS * 1_000

  hasGrant = (app: RegisteredApp, account: Account): boolean =>
    this.grants.some((grant) => grant.alive && grant.app.clientId === app.clientId && grant.account.key === account.key)

  exchange(code: Code): { grant: Grant; issued: readonly Issued[] } {
    const grant: Grant = { id: randomUUID(), app: code.app, ...code.given, alive: true }
    code.used = grant
    if (this.rules.oneGrant) this.endAll(grant)
    this.grants.push(grant)
    const names = this.rules.authorize.tokens.filter(
      ({ name, parameter }) => parameter === null || (grant.scopes[name] ?? []).length > 0 || grant.app.kind === 'app',
    )
    const named = names.length > 0 ? names : this.rules.authorize.tokens.slice(0, 1)
    return { grant, issued: named.map(({ name }) => this.#issue(grant, name, grant.refreshes)) }
  }

  /** Why a refresh token is worth nothing, or undefined. */
  refusalOf(refresh: Token): 'dead' | 'reused' | undefined {
    const { leewayS = 0 } = this.lifetimes(refresh.grant)
    if (this.life(refresh) !== 'good') return 'dead'
    if (refresh.rotatedAt === undefined || this.now() - refresh.rotatedAt < leewayS * 1_000) return undefined
    return 'reused'
  }

  refresh(used: Token): Issued {
    const { grant, name } = used
    const { refresh, oldAccessDies } = this.lifetimes(grant)
    if (refresh === 'rotates') used.rotatedAt ??= this.now()
    if (oldAccessDies) this.#of(grant, 'access', name).forEach((token) => (token.dead = true))
    const { key } = grant.account
    this.refreshes.set(key, (this.refreshes.get(key) ?? 0) + 1)
    return this.#issue(grant, name, refresh === 'rotates')
  }

  token(value: string): Token | undefined {
    return this.#tokens.get(value)
  }

  life({ grant, dead, endsAt }: Token): Life {
    if (!grant.alive) return 'revoked'
    return dead || (endsAt !== null && endsAt <= this.now()) ? 'ended' : 'good'
  }

  end(grant: Grant): void {
    grant.alive = false
  }

  /** With every other grant of the same application and account. */
  endAll(grant: Grant): void {
    this.grants.filter((other) => isSame(other, grant)).forEach((other) => this.end(other))
  }

  /** The access tokens of an account stop working now. */
  expire(account: string): void {
    for (const token of this.#tokens.values()) {
      if (token.use === 'access' && token.grant.account.key === account) token.dead = true
    }
  }

  /** As the person would in the vendor's settings. */
  revoke(account: string): void {
    this.grants.filter((grant) => grant.account.key === account).forEach((grant) => this.end(grant))
  }

  /** The newest token of an account that works. */
  current(account: string, use: Token['use'], name: string): string | undefined {
    return [...this.#tokens.values()].findLast(
      (token) =>
        token.use === use &&
        token.name === name &&
        token.grant.account.key === account &&
        token.rotatedAt === undefined &&
        this.life(token) === 'good',
    )?.value
  }

  lifetimes({ app }: Grant): Lifetimes {
    const { lifetimes } = this.rules
    const found = app.kind === undefined ? Object.values(lifetimes)[0] : lifetimes[app.kind]
    if (!found) throw new Error(`${this.rules.title} has no applications of the kind "${app.kind}".`)
    return found
  }

  #issue(grant: Grant, name: string, withRefresh: boolean): Issued {
    const { accessS, refreshS } = this.lifetimes(grant)
    const lives = accessS === null ? null : (this.accessS ?? accessS)
    return {
      name,
      scopes: grant.scopes[name] ?? [],
      access: this.#add('access', name, grant, lives),
      refresh: withRefresh ? this.#add('refresh', name, grant, refreshS ?? null) : undefined,
      expiresInS: lives ?? undefined,
    }
  }

  #add(use: Token['use'], name: string, grant: Grant, livesS: number | null): Token {
    const value = this.rules.prefix(use, name, grant.app) + randomBytes(24).toString('base64url')
    const endsAt = livesS === null ? null : this.now() + livesS * 1_000
    const token: Token = { value, use, name, grant, endsAt, dead: false }
    this.#tokens.set(value, token)
    return token
  }

  #of = (grant: Grant, use: Token['use'], name: string): Token[] =>
    [...this.#tokens.values()].filter((token) => token.grant === grant && token.use === use && token.name === name)
}

const isSame = (one: Grant, other: Grant) =>
  one.app.clientId === other.app.clientId && one.account.key === other.account.key
