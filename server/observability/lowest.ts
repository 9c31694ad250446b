const WINDOW_MS = 60_000

/** The least of what was seen in this minute and the one before. */
export class Lowest {
  #window = 0
  #now: number | undefined
  #before: number | undefined

  constructor(private readonly clock: () => number = Date.now) {}

  saw(value: number): void {
    this.#turn()
    if (this.#now === undefined || value < this.#now) this.#now = value
  }

  get value(): number | undefined {
    this.#turn()
    if (this.#now === undefined || this.#before === undefined) return this.#now ?? this.#before
    return Math.min(this.#now, this.#before)
  }

  #turn(): void {
    const window = Math.floor(this.clock() / WINDOW_MS)
    if (window === this.#window) return
    this.#before = window === this.#window + 1 ? this.#now : undefined
    this.#now = undefined
    this.#window = window
  }
}
