import { open, seal } from '../credentials/seal'
import type { Visit } from './visit'

/** What a browser keeps for us for a while, sealed: it can neither read nor change it, nor make one. */
export class SealedNote<T extends object> {
  readonly #place: string

  constructor(
    private readonly key: Buffer,
    private readonly cookie: string,
    private readonly lifeMs: number,
  ) {
    this.#place = `pages|${cookie}`
  }

  keep(visit: Visit, note: T): void {
    const text = JSON.stringify({ note, until: Date.now() + this.lifeMs })
    visit.keep(this.cookie, seal(this.key, text, this.#place).toString('base64url'), this.lifeMs / 1_000)
  }

  /** Undefined without one, or when it is too old. */
  of(visit: Visit): T | undefined {
    const kept = visit.kept(this.cookie)
    if (kept === undefined) return undefined
    try {
      const text = open(this.key, Buffer.from(kept, 'base64url'), this.#place)
      const { note, until } = JSON.parse(text) as { note: T; until: number }
      return until < Date.now() ? undefined : note
    } catch {
      return undefined
    }
  }

  end(visit: Visit): void {
    visit.forget(this.cookie)
  }
}
