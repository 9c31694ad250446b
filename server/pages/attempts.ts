import { BoundedMap } from '../bounded-map'
import { TokenBuckets } from '../limits/token-buckets'

const MAX_KNOWN = 50_000
const PER_PAIR = { burst: 8, perMinute: 2 }
const PER_ADDRESS = { burst: 40, perMinute: 20 }
const PER_SUBJECT = { burst: 100, perMinute: 2 }
/** For codes of a second factor: six digits are soon guessed by whoever has the password and patience. */
export const CODES = { burst: 20, perMinute: 0.05 }

/**
 * Slows down guessing. Attempts count for the address, for the account from this address and for the account from anywhere.
 * The last count spares addresses that have signed in to the account before, so that strangers cannot lock its owner out.
 */
export class Attempts {
  readonly #pairs: TokenBuckets
  readonly #addresses: TokenBuckets
  readonly #subjects: TokenBuckets
  readonly #known = new BoundedMap<string, true>(MAX_KNOWN)

  constructor(now: () => number = () => Date.now(), perSubject = PER_SUBJECT) {
    this.#pairs = new TokenBuckets(PER_PAIR.burst, PER_PAIR.perMinute, now)
    this.#addresses = new TokenBuckets(PER_ADDRESS.burst, PER_ADDRESS.perMinute, now)
    this.#subjects = new TokenBuckets(perSubject.burst, perSubject.perMinute, now)
  }

  /** Counts an attempt before it is looked at: 0 when it may be, else the seconds to wait. */
  take(subject: string, address: string): number {
    const pair = `${address} ${subject}`
    const wait = Math.max(
      this.#addresses.peek(address),
      this.#pairs.peek(pair),
      this.#known.has(pair) ? 0 : this.#subjects.peek(subject),
    )
    if (wait > 0) return wait
    this.#addresses.take(address)
    this.#pairs.take(pair)
    this.#subjects.take(subject)
    return 0
  }

  /** It was right: what it took is given back. */
  succeeded(subject: string, address: string): void {
    const pair = `${address} ${subject}`
    this.#known.set(pair, true)
    this.#addresses.giveBack(address)
    this.#pairs.giveBack(pair)
    this.#subjects.giveBack(subject)
  }
}
