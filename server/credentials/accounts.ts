import { type AuthMethod, ConnectorError, type ConnectorType, oauthOf, providerOf } from '../../connectors/sdk'
import type { Caller } from '../auth/caller'
import * as clock from '../clock'
import type { AccountIndex } from './account-index'
import { addressesFor, coversAll } from './addresses'
import { isDead, refreshDue, type SealedCredential } from './sealed-credential'
import type { KeyHolder, Vault } from './vault'

/** Ready to be sent. `scheme` is empty for vendors that want the bare token. */
export interface OpenCredential {
  readonly token: string
  readonly scheme: string
}

export interface AccountHolder extends KeyHolder {
  readonly accounts: AccountIndex
}

interface Connected {
  readonly slug: string
  readonly type: ConnectorType
  readonly account: 'shared' | 'personal'
  readonly credentialId: string | undefined
  readonly configuration: Readonly<Record<string, unknown>>
}

/** What a call asks of the account. */
export interface Need {
  /** Which of the account's tokens; the first when undefined. */
  readonly token?: string | undefined
  readonly scopes: readonly string[]
}

export interface Held {
  readonly baseUrl: string
  readonly credential: OpenCredential | undefined
  /** Whose token it is; undefined where none is needed. After `renew` with the token that the account has then. */
  readonly account: SealedCredential | undefined
  /** Whether it was renewed since the call began. */
  readonly isRenewed: boolean
  /** Asked when the vendor refuses the credential: another one, or undefined. */
  readonly renew: (() => Promise<OpenCredential | undefined>) | undefined
}

/** Its time is over, or the vendor refused it. */
export type RenewReason = 'due' | 'refused'

export interface Renewed {
  readonly token: string
  /** As the account's row holds it. */
  readonly sealed: Buffer
}

/** Gets a new token for an account whose token is old. In `server/oauth`. */
export interface Renewer {
  /** Returns the token that the account has then. Throws `ConnectorError` when there is none. */
  renew(tenantId: string, credential: SealedCredential, why: RenewReason): Promise<Renewed>
  /** The same, without waiting and without an error. */
  renewLater(tenantId: string, credential: SealedCredential): void
}

const needsAccount = ({ auth }: ConnectorType): boolean => auth.some(({ kind }) => kind !== 'none')

/** Decides whose account a call runs with, and opens it. A call never runs with anybody else's. */
export class Accounts {
  constructor(
    private readonly vault: Vault,
    private readonly renewer: Renewer,
    private readonly now: () => number = clock.now,
  ) {}

  async forCall(
    holder: AccountHolder,
    connector: Connected,
    caller: Pick<Caller, 'userId'>,
    need: Need,
  ): Promise<Held> {
    const main = accountOf(holder.accounts, connector, caller)
    const [baseUrl = '', ...others] = addressesFor(connector, main)
    if (!main) return { baseUrl, credential: undefined, account: undefined, isRenewed: false, renew: undefined }
    if (!coversAll(main, [baseUrl, ...others])) {
      throw missing(connector, 'was stored for another address than the one it would be sent to')
    }
    const sealed = partOf(holder.accounts, connector, main, need.token)
    requireScopes(connector, sealed, need.scopes)
    const scheme = schemeOf(connector.type, sealed)
    // Assigned to, not asked with getters: one in a literal makes V8 a new kind of object for each call, which it keeps for long.
    const held: { -readonly [K in keyof Held]: Held[K] } = {
      baseUrl,
      credential: undefined,
      account: sealed,
      isRenewed: false,
      renew: undefined,
    }
    const renew = async (why: RenewReason): Promise<string> => {
      const renewed = await this.renewer.renew(holder.tenant.id, sealed, why)
      held.account = { ...sealed, accessToken: renewed.sealed }
      held.isRenewed = true
      return renewed.token
    }
    if (sealed.canRefresh) held.renew = async () => ({ token: await renew('refused'), scheme })
    held.credential = { token: await this.#token(holder, connector, sealed, renew), scheme }
    return held
  }

  /** A token that nobody has stored yet, to ask the vendor about it. */
  forToken(connector: Connected, token: string): Held {
    const [baseUrl = ''] = addressesFor(connector, undefined)
    const credential = { token, scheme: schemeOf(connector.type, { kind: 'token' }) }
    return { baseUrl, credential, account: undefined, isRenewed: false, renew: undefined }
  }

  async #token(
    holder: AccountHolder,
    connector: Connected,
    sealed: SealedCredential,
    renew: (why: RenewReason) => Promise<string>,
  ): Promise<string> {
    if (sealed.kind === 'token') return this.vault.accessToken(holder, sealed)
    const now = this.now()
    const over = sealed.expiresAt !== undefined && sealed.expiresAt <= now
    if (isDead(sealed) && (over || sealed.canRefresh)) {
      throw missing(connector, 'has to be connected again: the vendor ended the connection')
    }
    if (!over) {
      const due = refreshDue(sealed)
      const waits = sealed.retryAt !== undefined && sealed.retryAt > now
      if (sealed.canRefresh && due !== undefined && due <= now && !waits) {
        this.renewer.renewLater(holder.tenant.id, sealed)
      }
      return this.vault.accessToken(holder, sealed)
    }
    if (!sealed.canRefresh) throw missing(connector, 'has expired, and the vendor gave no way to renew it')
    return renew('due')
  }
}

function accountOf(
  accounts: AccountIndex,
  connector: Connected,
  caller: Pick<Caller, 'userId'>,
): SealedCredential | undefined {
  const { type, slug } = connector
  if (!needsAccount(type)) return undefined
  const isOptional = type.auth.some(({ kind }) => kind === 'none')
  if (connector.account === 'shared') {
    const shared = connector.credentialId === undefined ? undefined : accounts.shared(connector.credentialId)
    if (shared || isOptional) return shared
    throw missing(connector, 'is not connected')
  }
  if (caller.userId === undefined) {
    throw new ConnectorError(
      'personal_account_required',
      `The connector "${slug}" works with each person's own account, and a service key belongs to nobody.`,
      { hint: 'Use a key or sign-in of a person.' },
    )
  }
  const own = accounts.personal(caller.userId, providerOf(type)).filter((each) => fits(connector, each))
  const [found] = own
  if (!found) throw missing(connector, 'is not connected')
  return found
}

/** A person may have accounts on several servers of a vendor. */
function fits(connector: Connected, account: SealedCredential): boolean {
  try {
    return coversAll(account, addressesFor(connector, account))
  } catch {
    // It is theirs, and what is wrong with it is worth saying.
    return true
  }
}

function partOf(
  accounts: AccountIndex,
  connector: Connected,
  main: SealedCredential,
  tokenName: string | undefined,
): SealedCredential {
  // A token that somebody pasted is the only one that there is.
  if (tokenName === undefined || main.kind === 'token') return main
  const part = accounts.part(main, tokenName)
  if (part) return part
  throw missing(connector, `was connected without the ${tokenName} token that this tool needs`)
}

function requireScopes(connector: Connected, { kind, scopes }: SealedCredential, needed: readonly string[]): void {
  const lacking = kind === 'oauth' ? lackingScopes(connector.type, scopes, needed) : []
  const [scope] = lacking
  if (scope === undefined) return
  throw new ConnectorError(
    'missing_scope',
    `The account of the connector "${connector.slug}" was not given ${scope}.`,
    {
      scope,
      hint: whoConnects(connector, 'connect it again and allow that'),
    },
  )
}

/**
 * Empty where it is not known what the vendor granted. A name with a space is no scope (RFC 6749, 3.3) but a capability of a
 * vendor without scopes: no grant tells of it, so only the vendor's own refusal says that it is missing.
 */
export function lackingScopes(
  type: Pick<ConnectorType, 'auth'>,
  granted: readonly string[],
  needed: readonly string[],
): readonly string[] {
  if (granted.length === 0) return []
  const { implies = {} } = oauthOf(type) ?? {}
  const all = new Set(granted.flatMap((scope) => [scope, ...(implies[scope] ?? [])]))
  return needed.filter((scope) => !scope.includes(' ') && !all.has(scope))
}

function schemeOf({ auth }: ConnectorType, { kind }: Pick<SealedCredential, 'kind'>): string {
  const method = auth.find((each): each is Extract<AuthMethod, { kind: 'token' }> => each.kind === 'token')
  return kind === 'oauth' ? 'Bearer' : (method?.scheme ?? 'Bearer')
}

const missing = (connector: Connected, what: string): ConnectorError =>
  new ConnectorError(
    'connect_required',
    `${connector.account === 'shared' ? 'The account' : 'Your account'} of the connector "${connector.slug}" ${what}.`,
    { hint: whoConnects(connector, 'connect it') },
  )

const whoConnects = ({ account }: Connected, what: string): string =>
  account === 'shared' ? `A tenant admin has to ${what}.` : `You have to ${what}.`
