import { ownOf } from '../audit/own'
import type { Caller } from '../auth/caller'
import { may } from '../auth/permissions'
import type * as contract from '../contracts/overview'
import { getConnector, listConnectors } from '../connectors/store'
import type { Database } from '../db/database'
import { patiently } from '../db/patiently'
import { notFound } from '../errors'
import { listInvitations } from '../invitations/store'
import type { VendorAccounts } from '../oauth/service'
import { countClients } from '../sightings/store'
import type { TenantRef } from '../tenants/tenant-ref'
import { rightsOf } from '../tools/decide'
import { offerFor } from '../tools/offer'
import type { Snapshots } from '../tools/snapshots'
import { attention } from './attention'
import { buckets, byConnector, byTool, countMembers, failingTools, type Figures, type Span, totals } from './store'

const MINUTE = 60_000
const DAY = 86_400_000
/** How wide a bar is, by the number of days. */
const BUCKET_MINUTES = { '1': 60, '7': 360, '30': 1_440 } as const
const SEEN_MS = 30 * DAY
const BUSIEST = 10
/** A tool that was called less often fails by chance. */
const LEAST_CALLS = 5
const MOST_FAILING = 10
const MOST_TOOLS = 500
const FIRST_INVITATIONS = { after: undefined, limit: 10 }

export interface OverviewParts {
  readonly db: Database
  readonly accounts: Pick<VendorAccounts, 'list'>
  readonly snapshots: Pick<Snapshots, 'get'>
}

/** How a tenant is and what was called there, as far as the one who asks may know. */
export class Overviews {
  constructor(private readonly parts: OverviewParts) {}

  async of(tenant: TenantRef, caller: Caller, { days }: contract.OverviewQuery): Promise<contract.Overview> {
    const { db, accounts, snapshots } = this.parts
    const snapshot = await snapshots.get(tenant.slug)
    if (!snapshot) throw notFound('Tenant')
    const own = ownOf(caller)
    const isAdmin = may(caller, 'accounts:read')
    const minutes = BUCKET_MINUTES[days]
    const span = spanOf(tenant, own, Number(days), minutes)
    const vendorAccounts =
      isAdmin || caller.userId !== undefined ? await accounts.list(tenant, isAdmin ? undefined : caller.userId) : []
    return patiently(db, tenant.id, async (em) => {
      const invitations = may(caller, 'invitations:read') ? await listInvitations(em, tenant.id, FIRST_INVITATIONS) : []
      const day = { ...span, from: new Date(Date.now() - DAY) }
      const failing = await failingTools(em, day, LEAST_CALLS, MOST_FAILING)
      const found = await buckets(em, span, minutes)
      const connectors = new Map(snapshot.connectors.map((each) => [each.id, each]))
      const rights = isAdmin ? { mayRead: true, mayCall: true, role: undefined, userId: undefined } : rightsOf(caller)
      return {
        scope: own ? 'own' : 'tenant',
        from: span.from.toISOString(),
        to: span.to.toISOString(),
        attention: attention({
          snapshot,
          userId: caller.userId,
          isAdmin,
          accounts: vendorAccounts,
          invitations,
          failing,
        }),
        totals: await totals(em, span),
        previous: await totals(em, { ...span, ...before(span) }),
        bucketMinutes: minutes,
        buckets: withoutGaps(span, minutes, found),
        busiestTools: (await byTool(em, span, BUSIEST)).map(({ tool, connectorId, calls, errors, p95Ms }) => ({
          tool,
          connector: connectors.get(connectorId ?? '')?.slug ?? null,
          connectorName: connectors.get(connectorId ?? '')?.name ?? null,
          calls,
          errors,
          p95Ms,
        })),
        counts: {
          connectors: snapshot.connectors.length,
          tools: offerFor(snapshot, rights, undefined)?.tools.size ?? 0,
          members: may(caller, 'members:read') ? await countMembers(em, tenant.id) : null,
          clients: await countClients(em, tenant.id, own, new Date(Date.now() - SEEN_MS)),
        },
      }
    })
  }

  connector(tenant: TenantRef, caller: Caller, idOrSlug: string, days: number): Promise<contract.ConnectorUsage> {
    const span = spanOf(tenant, ownOf(caller), days, 60)
    return patiently(this.parts.db, tenant.id, async (em) => {
      const { id } = await getConnector(em, tenant.id, idOrSlug)
      const tools = await byTool(em, span, MOST_TOOLS, id)
      const total = (await byConnector(em, span)).find(({ connectorId }) => connectorId === id)
      return { ...period(span), total: usage(total), tools: tools.map(({ tool, ...row }) => ({ tool, ...usage(row) })) }
    })
  }

  connectors(tenant: TenantRef, caller: Caller, days: number): Promise<contract.ConnectorUsageList> {
    const span = spanOf(tenant, ownOf(caller), days, 60)
    return patiently(this.parts.db, tenant.id, async (em) => {
      const found = new Map((await byConnector(em, span)).map((row) => [row.connectorId, row]))
      const rows = await listConnectors(em, tenant.id, {})
      return {
        ...period(span),
        items: rows.map(({ id, slug }) => ({ connectorId: id, connector: slug, ...usage(found.get(id)) })),
      }
    })
  }
}

/** Up to now; the last bucket is not over yet. */
function spanOf(tenant: TenantRef, own: Span['own'], days: number, minutes: number): Span {
  const width = minutes * MINUTE
  const to = new Date(Math.floor(Date.now() / width) * width + width)
  return { tenantId: tenant.id, own, from: new Date(to.getTime() - days * DAY), to }
}

const before = ({ from, to }: Span) => ({ from: new Date(2 * from.getTime() - to.getTime()), to: from })
const period = ({ from, to }: Span) => ({ from: from.toISOString(), to: to.toISOString() })

const NOTHING: Figures = { calls: 0, errors: 0, p50Ms: null, p95Ms: null }

const usage = ({ calls, errors, p95Ms, lastCalledAt }: Figures & { lastCalledAt?: Date } = NOTHING) => ({
  calls,
  errors,
  p95Ms,
  lastCalledAt: lastCalledAt?.toISOString() ?? null,
})

function withoutGaps({ from, to }: Span, minutes: number, found: Awaited<ReturnType<typeof buckets>>) {
  const at = new Map(found.map(({ at: moment, ...figures }) => [moment.getTime(), figures]))
  const width = minutes * MINUTE
  return Array.from({ length: (to.getTime() - from.getTime()) / width }, (_, i) => {
    const moment = from.getTime() + i * width
    return { at: new Date(moment).toISOString(), ...(at.get(moment) ?? NOTHING) }
  })
}
