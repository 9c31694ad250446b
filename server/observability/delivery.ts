import type { Log } from './log'
import type { TelemetryUse } from './readings'

/** How much of what this process tells others arrives. That it does not is said once, until something arrives again. */
export class Delivery {
  #sent = 0
  #dropped = 0
  #isFailing = false

  constructor(
    private readonly log: Log,
    private readonly failure: string,
  ) {}

  get use(): TelemetryUse {
    return { sent: this.#sent, dropped: this.#dropped }
  }

  arrived(count: number): void {
    this.#sent += count
    this.#isFailing = false
  }

  /** On purpose. */
  leftOut(count: number): void {
    this.#dropped += count
  }

  lost(count: number, reason: unknown): void {
    this.#dropped += count
    // A warning: an error would be reported in its turn.
    if (!this.#isFailing) this.log.warn({ err: reason }, this.failure)
    this.#isFailing = true
  }
}
