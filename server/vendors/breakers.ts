import { LRUCache } from 'lru-cache'
import { Breaker, type Outcome } from './breaker'

/** What a request asks, and for whom. */
export interface Asking {
  readonly origin: string
  readonly tenantId: string
  /** The connector type: tenants choose origins themselves, so a metric counts by this. */
  readonly type: string
}

export interface BreakerChange {
  readonly type: string
  /** For one tenant, or for the vendor as a whole. */
  readonly scope: 'tenant' | 'vendor'
  readonly isOpen: boolean
}

export interface Paused extends Omit<BreakerChange, 'isOpen'> {
  /** Of tenants, or of addresses. */
  readonly count: number
}

/** How many tenants have to find a vendor broken, each by itself, until it is not asked for the others either. */
const TENANTS = 3
const MAX_ORIGINS = 5_000
const MAX_TENANTS = 1_000
/** A tenant that did not ask for this long says nothing about a vendor any more. */
const RECENT_MS = 2 * 60_000

interface Vendor {
  readonly type: string
  readonly all: Breaker
  readonly tenants: LRUCache<string, Breaker>
}

/**
 * Keeps requests from vendors that are down. Each tenant finds out for itself, as what is broken may be its own: an account, a
 * server of its own. Where several find the same, and they are half of those who ask, nobody else has to.
 */
export class Breakers {
  readonly #vendors = new LRUCache<string, Vendor>({ max: MAX_ORIGINS })

  constructor(
    private readonly changed: (change: BreakerChange) => void = () => {},
    private readonly now: () => number = () => performance.now(),
  ) {}

  /** Milliseconds until this may be asked; 0 when it may now. Takes nothing. */
  wait({ origin, tenantId }: Pick<Asking, 'origin' | 'tenantId'>): number {
    const vendor = this.#vendors.get(origin)
    if (!vendor) return 0
    const now = this.now()
    return Math.max(vendor.all.wait(now), vendor.tenants.get(tenantId)?.wait(now) ?? 0)
  }

  /** Call it right after `wait` said 0, and what it returns with the outcome of the request. */
  begin(asking: Asking): (outcome: Outcome) => void {
    const { all, tenants } = this.#vendorOf(asking)
    let own = tenants.get(asking.tenantId)
    if (!own) tenants.set(asking.tenantId, (own = new Breaker()))
    const tenant = own
    const decidesForAll = all.isOpen
    const [forAll, forTenant] = [all.begin(), tenant.begin()]
    return (outcome) => {
      const now = this.now()
      const before = [all.isOpen, tenant.isOpen] as const
      if (decidesForAll) all.settle(forAll, outcome, now)
      // It leaves the next try to another.
      if (decidesForAll && outcome === 'failed' && !tenant.isOpen) tenant.trip(now)
      else tenant.settle(forTenant, outcome, now)
      if (!all.isOpen && !before[1] && tenant.isOpen && foundByMost(tenants)) all.trip(now)
      if (before[0] && !all.isOpen) for (const each of tenants.values()) each.retry(now)
      this.#tell(asking.type, 'vendor', before[0], all.isOpen)
      this.#tell(asking.type, 'tenant', before[1], tenant.isOpen)
    }
  }

  /** How many were found broken and not to work since, where there are any. */
  paused(): Paused[] {
    const counts = new Map<string, Paused>()
    const add = (type: string, scope: BreakerChange['scope'], count: number) => {
      const key = `${type} ${scope}`
      if (count > 0) counts.set(key, { type, scope, count: count + (counts.get(key)?.count ?? 0) })
    }
    for (const { type, all, tenants } of this.#vendors.values()) {
      tenants.purgeStale()
      add(type, 'vendor', Number(all.isOpen))
      add(type, 'tenant', openOf(tenants))
    }
    return [...counts.values()]
  }

  #vendorOf({ origin, type }: Asking): Vendor {
    let vendor = this.#vendors.get(origin)
    if (!vendor) {
      const tenants = new LRUCache<string, Breaker>({
        // As a size: `max` would take its room at once, 37 kB for each vendor, and every site of Jira is one.
        maxSize: MAX_TENANTS,
        sizeCalculation: () => 1,
        ttl: RECENT_MS,
        updateAgeOnGet: true,
        perf: { now: this.now },
        ttlResolution: 0,
      })
      vendor = { type, all: new Breaker(), tenants }
      this.#vendors.set(origin, vendor)
    }
    return vendor
  }

  #tell(type: string, scope: BreakerChange['scope'], before: boolean, isOpen: boolean): void {
    if (before !== isOpen) this.changed({ type, scope, isOpen })
  }
}

function foundByMost(tenants: LRUCache<string, Breaker>): boolean {
  const open = openOf(tenants)
  return open >= TENANTS && open * 2 >= tenants.size
}

const openOf = (tenants: LRUCache<string, Breaker>): number =>
  [...tenants.values()].filter((each) => each.isOpen).length
