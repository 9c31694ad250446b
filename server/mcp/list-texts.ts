import { LRUCache } from 'lru-cache'
import type { Offer } from '../tools/offer'

/** In characters, of all together. */
const MOST = 16 * 2 ** 20

/** Lists of tools as they are answered, written once for all who are offered the same, in whichever tenant. */
export class ListTexts {
  readonly #texts = new LRUCache<string, string>({ maxSize: MOST, sizeCalculation: (text) => text.length })

  of({ fingerprints, tools }: Offer, write: (tools: readonly object[]) => string): string {
    let text = this.#texts.get(fingerprints.tools)
    if (text === undefined) {
      text = write([...tools.values()].map(({ listed }) => listed))
      this.#texts.set(fingerprints.tools, text)
    }
    return text
  }
}
