import type { Memory } from '../../connectors/sdk'
import { LRUCache } from 'lru-cache'
import type { SealedCredential } from '../credentials/sealed-credential'

type Cache = LRUCache<string, NonNullable<unknown>>

/** Things remembered for one account: names of a large workspace, a few hundred bytes each. */
const MAX_THINGS = 2_000

/**
 * What connectors remember between calls. It hangs on the account as it is in memory and goes with it: whoever reconnects,
 * replaces a token or changes anything of the tenant starts afresh, and no other account ever sees it.
 */
export class Memories {
  private readonly ofAccount = new WeakMap<SealedCredential, Cache>()

  /** The memory of one connector with one account; none where a connector needs no account. */
  of(account: SealedCredential | undefined, connectorId: string): Memory | undefined {
    if (!account) return undefined
    return {
      get: (key) => this.ofAccount.get(account)?.get(`${connectorId} ${key}`),
      set: (key, value, ttlS) => {
        let cache = this.ofAccount.get(account)
        if (!cache) this.ofAccount.set(account, (cache = makeCache()))
        cache.set(`${connectorId} ${key}`, value, { ttl: ttlS * 1_000 })
      },
    }
  }
}

/** Counted as a size and not as `max`, for which an LRU cache takes all its room at once: 76 kB for each account. */
const makeCache = (): Cache => new LRUCache({ maxSize: MAX_THINGS, sizeCalculation: () => 1 })
