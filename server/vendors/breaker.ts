/** `unknown`: nobody waited for the end of it. */
export type Outcome = 'answered' | 'failed' | 'unknown'

/** So many failures, and no answer between them. */
const FAILURES = 10
const FIRST_MS = 5_000
const LONGEST_MS = 60_000
/** While somebody tries whether it works again. */
const PROBING_MS = 1_000

/** Closed: everybody may ask. Open: nobody, until its time is over; then one may, and decides for all. */
export class Breaker {
  #failures = 0
  #openMs = 0
  #until = 0
  #isProbing = false
  /** What began before the last change says nothing about now. */
  #generation = 0

  get isOpen(): boolean {
    return this.#openMs > 0
  }

  wait(now: number): number {
    if (!this.isOpen) return 0
    if (this.#until > now) return this.#until - now
    return this.#isProbing ? PROBING_MS : 0
  }

  begin(): number {
    if (this.isOpen) {
      this.#isProbing = true
      this.#generation += 1
    }
    return this.#generation
  }

  settle(begun: number, outcome: Outcome, now: number): void {
    if (begun !== this.#generation) return
    if (outcome === 'unknown') this.#isProbing = false
    else if (outcome === 'answered') this.#close()
    else if (this.isOpen || ++this.#failures >= FAILURES) this.trip(now)
  }

  /** Opens it; the longer, the more often it was tried in vain. */
  trip(now: number): void {
    this.#openMs = Math.min(LONGEST_MS, this.#openMs > 0 ? this.#openMs * 2 : FIRST_MS)
    this.#until = now + this.#openMs
    this.#isProbing = false
    this.#generation += 1
  }

  /** Lets one try now. */
  retry(now: number): void {
    if (this.isOpen) this.#until = now
  }

  #close(): void {
    this.#failures = 0
    if (!this.isOpen) return
    this.#openMs = 0
    this.#isProbing = false
    this.#generation += 1
  }
}
