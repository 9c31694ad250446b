import type { OAuthConfig, VendorAccount } from '../../../../server/contracts/accounts'
import type { Connector, ConnectorType } from '../../../../server/contracts/connectors'
import { count } from '../../ui/words'

/** What is known of a connector, as far as this person may know it. */
export interface Facts {
  readonly connector: Connector
  /** Undefined: this server does not have it. */
  readonly type: ConnectorType | undefined
  /** The platform lets this tenant use the type. */
  readonly isAllowed: boolean
  /** The account that this person's calls run with. */
  readonly account: Account | undefined
  /** Undefined for whoever may not see it. */
  readonly app: OAuthConfig | undefined
  readonly mayWrite: boolean
  /** May have an account of their own here. */
  readonly isMember: boolean
}

/** Members know less of the shared account than its admins. */
export type Account = Pick<VendorAccount, 'state' | 'kind'> &
  Partial<
    Pick<VendorAccount, 'account' | 'reason' | 'missingScopes' | 'places' | 'until' | 'expiresAt' | 'connectedAt'>
  >

export type MendKind = 'connect' | 'token' | 'app' | 'check' | 'enable' | 'place'

export interface Mend {
  readonly kind: MendKind
  readonly label: string
}

export interface Health {
  readonly look: 'good' | 'warn' | 'bad' | 'neutral'
  /** In a list. */
  readonly word: string
  /** After the connector's name, in a heading. */
  readonly is: string
  /** What that means and what is to be done. */
  readonly says: string
  /** Where the time of `says` is: when the vendor is asked again, or when the account ends. */
  readonly at?: string | null | undefined
  readonly mend?: Mend | undefined
}

/** What the vendor said about the tenant's application, not about the account. */
const APP_REASONS = ['app_refused', 'app_changed']

export const takesOAuth = (type: ConnectorType | undefined): boolean =>
  type?.auth.some(({ kind }) => kind === 'oauth2') ?? false
export const takesToken = (type: ConnectorType | undefined): boolean =>
  type?.auth.some(({ kind }) => kind === 'token') ?? false
const needsNone = (type: ConnectorType): boolean =>
  type.auth.length === 0 || type.auth.some(({ kind }) => kind === 'none')

export const ownServerOf = ({ configuration }: Pick<Connector, 'configuration'>): string | null =>
  typeof configuration.baseUrl === 'string' ? configuration.baseUrl : null

/** Organisations run servers of this vendor that it can be connected at. */
export const hasOwnServer = (type: ConnectorType, app: OAuthConfig | undefined): boolean =>
  takesToken(type) || (app?.redirectUris.ownServer ?? null) !== null

/** An application works at the address that it was registered at. Whoever may not see any is told by the server. */
export const fitsApp = (app: OAuthConfig | undefined, ownServer: string | null): boolean =>
  app === undefined || (app.source === 'tenant' ? app.baseUrl === ownServer : app.source !== null && ownServer === null)

/** How a connector is, in words, with the one thing that mends it. */
export function healthOf(facts: Facts): Health {
  const { connector, type, isAllowed, mayWrite, account } = facts
  if (!type) {
    const says = `This server does not have the connector type ${connector.type} any more.`
    return { look: 'bad', word: 'Not available', is: 'is not available', says }
  }
  if (!isAllowed) {
    const says = `A platform admin does not allow ${type.title} in this tenant. Its tools are offered to nobody.`
    return { look: 'bad', word: 'Not allowed', is: 'is not allowed here', says }
  }
  if (!connector.isEnabled) {
    const mend = mayWrite ? ({ kind: 'enable', label: 'Switch on' } as const) : undefined
    return { look: 'neutral', word: 'Off', is: 'is switched off', says: 'Its tools are offered to nobody.', mend }
  }
  if (account) return ofAccount(facts, type, account)
  if (needsNone(type)) return { look: 'good', word: 'Ready', is: 'is ready', says: `${type.title} needs no account.` }
  return connector.account === 'shared' ? unconnected(facts, type) : withoutOwn(facts, type)
}

function unconnected(facts: Facts, type: ConnectorType): Health {
  const base = { look: 'bad', word: 'Not connected', is: 'is not connected' } as const
  if (!facts.mayWrite) return { ...base, says: `Its tools fail until an admin connects a ${type.title} account.` }
  const mend = wayIn(facts, 'Connect')
  const needsApp = mend?.kind === 'app'
  const says = needsApp
    ? `${type.title} wants to know this server first: that is its OAuth app. Then an account can be connected.`
    : `Its tools fail until somebody connects a ${type.title} account.`
  return { ...base, says, mend }
}

function withoutOwn(facts: Facts, type: ConnectorType): Health {
  if (!facts.isMember) {
    const says = `Each member connects their own ${type.title} account.`
    return { look: 'neutral', word: 'Personal', is: 'works with personal accounts', says }
  }
  const says = `Its tools run with each person's own ${type.title} account. Yours is missing.`
  const base = { look: 'warn', word: 'You are not connected', is: 'waits for your account' } as const
  return { ...base, says, mend: wayIn(facts, 'Connect') }
}

function wayIn(facts: Facts, label: string, kind?: VendorAccount['kind']): Mend | undefined {
  const { connector, type, app, mayWrite } = facts
  if (kind === 'token' || !takesOAuth(type)) {
    if (!takesToken(type)) return undefined
    return { kind: 'token', label: kind === 'token' ? 'Replace the token' : 'Add a token' }
  }
  if (fitsApp(app, ownServerOf(connector))) return { kind: 'connect', label }
  return mayWrite ? { kind: 'app', label: 'Set up the OAuth app' } : undefined
}

function ofAccount(facts: Facts, type: ConnectorType, account: Account): Health {
  const { connector, mayWrite } = facts
  const mayMend = connector.account === 'personal' || mayWrite
  const mend = (label: string) => (mayMend ? wayIn(facts, label, account.kind) : undefined)
  const check = mayMend ? ({ kind: 'check', label: 'Check again' } as const) : undefined
  const asks = mayMend ? '' : ' Ask an admin.'
  switch (account.state) {
    case 'reconnect_needed': {
      if (APP_REASONS.includes(account.reason ?? '')) {
        const says = `${type.title} refuses the OAuth app. Its client id and secret have to be checked.`
        const fix = mayWrite ? ({ kind: 'app', label: 'Check the OAuth app' } as const) : undefined
        return { look: 'bad', word: 'App refused', is: 'is refused its OAuth app', says, mend: fix }
      }
      const says = `${ENDED[account.reason ?? ''] ?? `${type.title} ended the connection.`} Its tools fail until it is connected again.${asks}`
      return { look: 'bad', word: 'Connect again', is: 'has to be connected again', says, mend: mend('Reconnect') }
    }
    case 'scope_missing': {
      const missing = account.missingScopes ?? []
      const tools = new Set(missing.flatMap((each) => each.tools)).size
      const says = `${tools === 0 ? 'Some tools' : count(tools, 'tool')} of it ${tools === 1 ? 'fails' : 'fail'}: the account was not allowed ${scopesIn(missing)}.${asks}`
      const label = missing.length > 1 ? 'Add permissions' : 'Add the permission'
      return { look: 'warn', word: 'Permission missing', is: 'lacks a permission', says, mend: mend(label) }
    }
    case 'expiring': {
      const says = `Connect it again before that, or its tools will fail.${asks}`
      const is = { word: 'Ends soon', is: 'ends soon' }
      return { look: 'warn', ...is, says, at: account.expiresAt, mend: mend('Reconnect') }
    }
    case 'vendor_down': {
      const says = `${type.title} does not answer. It is asked again by itself.`
      return { look: 'warn', word: 'No answer', is: 'gets no answer', says, at: account.until, mend: check }
    }
    case 'rate_limited': {
      const says = `${type.title} asks to wait. Calls go on by themselves when the time is over.`
      return { look: 'warn', word: 'Waiting', is: 'has to wait', says, at: account.until, mend: check }
    }
    case 'ok':
      return well(facts, type, account)
  }
}

const ENDED: Readonly<Record<string, string>> = {
  expired: 'The connection is over.',
  refused: 'The vendor refuses what it was given.',
}

function well({ connector, mayWrite }: Facts, type: ConnectorType, { account, places = [] }: Account): Health {
  if (places.length > 1 && connector.configuration.place === undefined && hasPlace(type)) {
    const says = `The account reaches ${count(places.length, 'place')}, and a tool works in one of them.`
    const mend = mayWrite ? ({ kind: 'place', label: 'Choose the place' } as const) : undefined
    return { look: 'warn', word: 'Place missing', is: 'does not know where to work', says, mend }
  }
  const whose = connector.account === 'personal' ? 'Your calls run as' : 'Calls run as'
  const says = account ? `${whose} ${account}.` : 'The account works.'
  return { look: 'good', word: 'Working', is: 'is ready', says }
}

export const hasPlace = ({ configuration }: Pick<ConnectorType, 'configuration'>): boolean =>
  Object.hasOwn((configuration.properties as object | undefined) ?? {}, 'place')

function scopesIn(missing: VendorAccount['missingScopes']): string {
  if (missing.length === 0) return 'something that they need'
  const names = missing.slice(0, 3).map(({ scope }) => scope)
  return names.join(', ') + (missing.length > 3 ? ` and ${missing.length - 3} more` : '')
}
