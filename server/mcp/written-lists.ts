import { LRUCache } from 'lru-cache'
import type { Offer } from '../tools/offer'

/** In bytes, of all together. */
const MOST = 16 * 2 ** 20

/** Lists of tools as they are answered, written once for all who are offered the same, in whichever tenant. */
export class WrittenLists {
  readonly #lists = new LRUCache<string, Buffer>({ maxSize: MOST, sizeCalculation: ({ length }) => length })

  of({ fingerprints, tools }: Offer, write: (tools: readonly object[]) => string): Buffer {
    let list = this.#lists.get(fingerprints.tools)
    if (list === undefined) {
      list = Buffer.from(write([...tools.values()].map(({ listed }) => listed)))
      this.#lists.set(fingerprints.tools, list)
    }
    return list
  }
}
