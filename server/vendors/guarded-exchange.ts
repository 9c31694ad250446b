import type { Outcome } from './breaker'
import { type Asking, Breakers } from './breakers'
import { type Exchange, type ExchangeLimits, NoAnswer, type Outgoing, type Reply } from './exchange'
import { Turns } from './turns'

/** Whoever gives up after this long did not just change their mind. */
const SLOW_MS = 10_000

/** One request of a call, when it is its turn, unless the vendor is known to be down. */
export class GuardedExchange {
  constructor(
    private readonly exchange: Exchange,
    private readonly breakers = new Breakers(),
    private readonly turns = new Turns(),
  ) {}

  async send(by: Omit<Asking, 'origin'>, outgoing: Outgoing, limits: ExchangeLimits): Promise<Reply> {
    const asking = { ...by, origin: outgoing.url.origin }
    this.#refuseBroken(asking)
    const end = await this.turns.begin(asking.origin, asking.tenantId, limits.signal)
    try {
      // It may have broken down while this one waited.
      this.#refuseBroken(asking)
      return await this.#watched(asking, outgoing, limits)
    } finally {
      end()
    }
  }

  #refuseBroken(asking: Asking): void {
    const wait = this.breakers.wait(asking)
    if (wait > 0) throw new NoAnswer('paused', false, 'failed before', Math.ceil(wait / 1_000))
  }

  async #watched(asking: Asking, outgoing: Outgoing, limits: ExchangeLimits): Promise<Reply> {
    const settle = this.breakers.begin(asking)
    const started = performance.now()
    let outcome: Outcome = 'unknown'
    try {
      const reply = await this.exchange.send(outgoing, limits)
      outcome = reply.status >= 500 ? 'failed' : 'answered'
      return reply
    } catch (error) {
      if (limits.signal.aborted) outcome = performance.now() - started >= SLOW_MS ? 'failed' : 'unknown'
      else if (error instanceof NoAnswer) outcome = outcomeOf(error)
      throw error
    } finally {
      settle(outcome)
    }
  }
}

function outcomeOf({ kind, stale }: NoAnswer): Outcome {
  if (kind === 'too_large') return 'answered'
  // A vendor may close many of them at once. A new one tells.
  if (kind === 'network' && stale) return 'unknown'
  return kind === 'network' || kind === 'timeout' ? 'failed' : 'unknown'
}
