export const OTHER = 'other'

/** The first `max` names as they are, "other" for those that come later: no metric grows without an end. */
export class BoundedNames {
  readonly #known = new Set<string>()

  constructor(private readonly max: number) {}

  of(name: string): string {
    if (this.#known.has(name)) return name
    if (this.#known.size >= this.max) return OTHER
    this.#known.add(name)
    return name
  }
}
