import type { DayCount } from './store'

interface Count {
  readonly tenantId: string
  readonly caller: string
  /** Of all processes, when they last told. */
  known: number
  /** Of this one since then. */
  added: number
}

const DAY_MS = 86_400_000

/** Calls of today (UTC), where somebody set how many there may be. They are written down together, about once a second. */
export class DayCounts {
  #day = ''
  #counts = new Map<string, Count>()
  /** Of days before. */
  #left: DayCount[] = []

  /** How many there were today. The empty caller: all of the tenant together. */
  of(tenantId: string, caller = ''): number {
    const { known = 0, added = 0 } = this.#today().get(keyOf(tenantId, caller)) ?? {}
    return known + added
  }

  add(tenantId: string, caller = ''): void {
    const counts = this.#today()
    const key = keyOf(tenantId, caller)
    let count = counts.get(key)
    if (!count) counts.set(key, (count = { tenantId, caller, known: 0, added: 0 }))
    count.added += 1
  }

  /** Whole seconds until it is another day. */
  secondsLeft(): number {
    return Math.max(1, Math.ceil((DAY_MS - (Date.now() % DAY_MS)) / 1_000))
  }

  /** `write` gets what was added and returns what there is in all; what it could not write is kept for the next time. */
  async flush(write: (added: readonly DayCount[]) => Promise<readonly DayCount[]>): Promise<void> {
    const counts = this.#today()
    const day = this.#day
    const left = this.#left
    const added = [...counts.values()].filter((count) => count.added > 0).map((count) => ({ ...count, day }))
    if (added.length + left.length === 0) return
    const rows = added.map(({ tenantId, caller, added: calls }) => ({ tenantId, day, caller, calls }))
    this.#left = []
    let all: readonly DayCount[]
    try {
      all = await write([...left, ...rows])
    } catch (error) {
      this.#left = [...left, ...this.#left]
      throw error
    }
    // Calls came in the meantime, and perhaps midnight.
    for (const { tenantId, caller, added: written } of added) {
      const count = counts.get(keyOf(tenantId, caller))
      if (!count) continue
      count.added -= written
      count.known += written
    }
    for (const { tenantId, caller, calls, day: of } of all) {
      const count = of === day ? counts.get(keyOf(tenantId, caller)) : undefined
      if (count) count.known = calls
    }
  }

  #today(): Map<string, Count> {
    const day = new Date().toISOString().slice(0, 10)
    if (day === this.#day) return this.#counts
    for (const { tenantId, caller, added } of this.#counts.values()) {
      if (added > 0) this.#left.push({ tenantId, caller, day: this.#day, calls: added })
    }
    this.#counts = new Map()
    this.#day = day
    return this.#counts
  }
}

const keyOf = (tenantId: string, caller: string): string => `${tenantId} ${caller}`
