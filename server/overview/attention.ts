import type { VendorAccount } from '../contracts/accounts'
import type { Attention } from '../contracts/overview'
import { APP_PROBLEMS } from '../credentials/sealed-credential'
import type { Invitation } from '../invitations/entity'
import type { Snapshot, SnapshotConnector } from '../tools/snapshot'
import type { ToolFigures } from './store'

/** What is known of a tenant, as far as the one who asks may know it. */
export interface Known {
  readonly snapshot: Pick<Snapshot, 'tenant' | 'connectors'>
  /** The person who asks. */
  readonly userId: string | undefined
  /** Who runs the tenant is told what its admins mend. */
  readonly isAdmin: boolean
  readonly accounts: readonly VendorAccount[]
  readonly invitations: readonly Invitation[]
  readonly failing: readonly ToolFigures[]
}

const MOST = 50

/** What somebody should look at, the most pressing first. */
export function attention(known: Known): Attention[] {
  const found = [...suspended(known), ...accounts(known), ...connectors(known), ...tools(known), ...invitations(known)]
  return found
    .sort((a, b) => a.rank - b.rank)
    .slice(0, MOST)
    .map(({ rank: _, ...item }) => item)
}

type Ranked = Attention & { readonly rank: number }

function suspended({ snapshot: { tenant } }: Known): Ranked[] {
  if (tenant.isActive) return []
  const detail = 'No client reaches it until a platform admin activates it.'
  return [
    {
      rank: 0,
      kind: 'tenant',
      state: 'suspended',
      title: `${tenant.name} is suspended`,
      detail,
      since: null,
      connector: null,
      to: 'settings',
    },
  ]
}

const STATES: Readonly<Record<Exclude<VendorAccount['state'], 'ok'>, { rank: number; is: string; detail: string }>> = {
  reconnect_needed: { rank: 1, is: 'has to be connected again', detail: 'Its tools fail until somebody does.' },
  scope_missing: { rank: 4, is: 'may not do all that its tools need', detail: 'Connect it again to allow the rest.' },
  expiring: { rank: 5, is: 'ends soon', detail: 'Connect it again before it does.' },
  vendor_down: { rank: 6, is: 'does not answer', detail: 'It is tried again by itself.' },
  rate_limited: { rank: 6, is: 'asks to wait', detail: 'Calls go on by themselves when the time is over.' },
}

function accounts({ accounts: all, snapshot, userId }: Known): Ranked[] {
  return all.flatMap((account): Ranked[] => {
    const [slug] = account.connectors
    // Nothing works with it.
    if (account.state === 'ok' || slug === undefined) return []
    const title = snapshot.connectors.find((each) => each.slug === slug)?.type.title ?? account.provider
    const about = { since: account.since, connector: slug }
    if (APP_PROBLEMS.has(account.reason ?? '')) {
      const detail = 'The vendor refuses the OAuth app. Check its client id and secret.'
      return [
        {
          rank: 1,
          kind: 'app',
          state: 'refused',
          title: `The OAuth app of ${title} is refused`,
          detail,
          ...about,
          to: 'settings/oauth-apps',
        },
      ]
    }
    const { rank, is, detail } = STATES[account.state]
    const isOwn = account.userId !== null && account.userId === userId
    const name = account.account === null ? '' : ` (${account.account})`
    const whose = isOwn ? `Your ${title} account` : account.userId === null ? title : `Somebody's own ${title} account`
    const to = isOwn ? 'my-accounts' : `connectors/${slug}/accounts`
    // Others mend their own.
    return [
      {
        rank: isOwn || account.userId === null ? rank : 8,
        kind: 'account',
        state: account.state,
        title: `${whose}${name} ${is}`,
        detail,
        ...about,
        to,
      },
    ]
  })
}

const needsAccount = ({ type }: SnapshotConnector): boolean => type.auth.every(({ kind }) => kind !== 'none')

function connectors({ snapshot, accounts: all, isAdmin, userId }: Known): Ranked[] {
  return snapshot.connectors.flatMap((connector): Ranked[] => {
    const { slug, name, type, isEnabled, isAllowed, account, credentialId } = connector
    const about = { kind: 'connector', since: null, connector: slug } as const
    if (!isAllowed || !isEnabled) {
      if (!isAdmin) return []
      const detail = isAllowed ? 'Its tools are offered to nobody.' : 'A platform admin does not allow its type here.'
      const to = `connectors/${slug}/settings`
      return [{ ...about, state: 'off', rank: 7, title: `${name} is switched off`, detail, to }]
    }
    if (!needsAccount(connector)) return []
    if (account === 'shared') {
      if (credentialId !== undefined || !isAdmin) return []
      const detail = 'Its tools fail until somebody connects one.'
      const to = `connectors/${slug}/accounts`
      return [
        {
          ...about,
          state: 'not_connected',
          rank: 2,
          title: name === type.title ? `${name} has no account` : `${name} has no ${type.title} account`,
          detail,
          to,
        },
      ]
    }
    const isConnected = all.some((each) => each.userId === userId && each.connectors.includes(slug))
    if (userId === undefined || isConnected) return []
    const detail = `The tools of ${name} run with each person's own account.`
    const title = `You have not connected ${type.title}`
    return [{ ...about, state: 'not_connected', rank: 3, title, detail, to: 'my-accounts' }]
  })
}

const tools = ({ failing, snapshot }: Known): Ranked[] =>
  failing.map(({ tool, calls, errors, connectorId, firstErrorAt }) => ({
    rank: 3,
    kind: 'tool',
    state: 'failing',
    title: `${tool} fails`,
    detail: `${errors} of ${calls} calls failed in the last day.`,
    since: firstErrorAt?.toISOString() ?? null,
    connector: snapshot.connectors.find(({ id }) => id === connectorId)?.slug ?? null,
    to: `activity?view=calls&outcome=error&tool=${encodeURIComponent(tool)}`,
  }))

const invitations = ({ invitations: all }: Known): Ranked[] =>
  all.map(({ email, role, createdAt, expiresAt }) => ({
    rank: 9,
    kind: 'invitation',
    state: 'pending',
    title: `${email ?? 'Somebody'} was invited and has not come yet`,
    detail: `As ${role}. The link works until ${expiresAt.toISOString().slice(0, 10)}.`,
    since: createdAt.toISOString(),
    connector: null,
    to: 'people/invitations',
  }))
