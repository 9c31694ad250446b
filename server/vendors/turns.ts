import { NoAnswer } from './exchange'

export interface Caps {
  /** Requests at once to one origin. */
  readonly vendor: number
  /** Of them, those of one tenant. */
  readonly tenantAtVendor: number
  /** Requests of one tenant at once, wherever they go. */
  readonly tenant: number
  /** How many of one tenant may wait for a turn at one origin. */
  readonly waiting: number
  /** How long they do. */
  readonly waitMs: number
}

export const CAPS: Caps = { vendor: 192, tenantAtVendor: 32, tenant: 96, waiting: 500, waitMs: 10_000 }

interface Queue {
  running: number
  readonly runningOf: Map<string, number>
  /** Whoever is first in it is next, and goes to the end then: tenants take turns. */
  readonly waiting: Map<string, Set<Waiter>>
}

interface Waiter {
  readonly go: () => void
}

/** Who may ask a vendor now, and who waits: a vendor that hangs holds up itself, and a tenant that hangs on it only itself. */
export class Turns {
  readonly #queues = new Map<string, Queue>()
  readonly #tenants = new Map<string, { running: number; readonly waitsAt: Set<string> }>()

  constructor(private readonly caps: Caps = CAPS) {}

  /** Gives what ends the turn. Rejects with {@link NoAnswer}, or with the signal's reason. */
  async begin(origin: string, tenantId: string, signal: AbortSignal): Promise<() => void> {
    signal.throwIfAborted()
    if (this.#hasRoom(origin, tenantId) && !this.#queues.get(origin)?.waiting.has(tenantId))
      this.#start(origin, tenantId)
    else await this.#wait(origin, tenantId, signal)
    let isOver = false
    return () => {
      if (isOver) return
      isOver = true
      this.#end(origin, tenantId)
    }
  }

  #hasRoom(origin: string, tenantId: string): boolean {
    if ((this.#tenants.get(tenantId)?.running ?? 0) >= this.caps.tenant) return false
    const queue = this.#queues.get(origin)
    if (!queue) return true
    return queue.running < this.caps.vendor && (queue.runningOf.get(tenantId) ?? 0) < this.caps.tenantAtVendor
  }

  #start(origin: string, tenantId: string): void {
    const queue = this.#queueOf(origin)
    queue.running += 1
    queue.runningOf.set(tenantId, (queue.runningOf.get(tenantId) ?? 0) + 1)
    this.#tenantOf(tenantId).running += 1
  }

  #end(origin: string, tenantId: string): void {
    const queue = this.#queueOf(origin)
    const tenant = this.#tenantOf(tenantId)
    queue.running -= 1
    tenant.running -= 1
    const left = (queue.runningOf.get(tenantId) ?? 1) - 1
    if (left > 0) queue.runningOf.set(tenantId, left)
    else queue.runningOf.delete(tenantId)
    this.#next(origin)
    for (const other of [...tenant.waitsAt]) if (other !== origin) this.#next(other)
    this.#forget(origin, tenantId)
  }

  #next(origin: string): void {
    const queue = this.#queueOf(origin)
    for (const [tenantId, waiters] of [...queue.waiting]) {
      if (queue.running >= this.caps.vendor) return
      const [first] = waiters
      if (!first || !this.#hasRoom(origin, tenantId)) continue
      this.#start(origin, tenantId)
      first.go()
      if (waiters.size === 0) continue
      queue.waiting.delete(tenantId)
      queue.waiting.set(tenantId, waiters)
    }
  }

  #wait(origin: string, tenantId: string, signal: AbortSignal): Promise<void> {
    const { waiting } = this.#queueOf(origin)
    const waiters = waiting.get(tenantId) ?? new Set()
    if (waiters.size >= this.caps.waiting) return Promise.reject(busy())
    return new Promise((resolve, reject) => {
      const leave = () => {
        clearTimeout(timer)
        signal.removeEventListener('abort', stop)
        waiters.delete(waiter)
        if (waiters.size > 0) return
        waiting.delete(tenantId)
        this.#tenantOf(tenantId).waitsAt.delete(origin)
        this.#forget(origin, tenantId)
      }
      const stop = () => {
        leave()
        reject(signal.aborted ? (signal.reason as Error) : busy())
      }
      const waiter: Waiter = {
        go: () => {
          leave()
          resolve()
        },
      }
      const timer = setTimeout(stop, this.caps.waitMs)
      signal.addEventListener('abort', stop, { once: true })
      waiters.add(waiter)
      waiting.set(tenantId, waiters)
      this.#tenantOf(tenantId).waitsAt.add(origin)
    })
  }

  #queueOf(origin: string): Queue {
    let queue = this.#queues.get(origin)
    if (!queue) this.#queues.set(origin, (queue = { running: 0, runningOf: new Map(), waiting: new Map() }))
    return queue
  }

  #tenantOf(tenantId: string) {
    let tenant = this.#tenants.get(tenantId)
    if (!tenant) this.#tenants.set(tenantId, (tenant = { running: 0, waitsAt: new Set() }))
    return tenant
  }

  /** Tenants choose origins, so nothing of one may stay. */
  #forget(origin: string, tenantId: string): void {
    const queue = this.#queues.get(origin)
    if (queue?.running === 0 && queue.waiting.size === 0) this.#queues.delete(origin)
    const tenant = this.#tenants.get(tenantId)
    if (tenant?.running === 0 && tenant.waitsAt.size === 0) this.#tenants.delete(tenantId)
  }
}

const BUSY_S = 5

const busy = (): NoAnswer => new NoAnswer('busy', false, 'too many requests at once', BUSY_S)
