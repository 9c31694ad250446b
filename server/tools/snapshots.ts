import type { Registry } from '../../connectors/sdk'
import type { Database } from '../db/database'
import { type CacheUse, FreshCache } from '../db/fresh-cache'
import type { Log } from '../observability/log'
import { loadSnapshot } from './load-snapshot'
import type { Snapshot } from './snapshot'

const MAX_SNAPSHOTS = 1_000
/** One of many tools takes a tenth of it; calls and everything else need the rest. */
const ROOM_EACH = 2 ** 20

/** In a small container fewer tenants are kept, and the others are read again. */
function mostSnapshots(): number {
  const room = process.constrainedMemory()
  return room > 0 ? Math.min(MAX_SNAPSHOTS, Math.max(1, Math.floor(room / ROOM_EACH))) : MAX_SNAPSHOTS
}

/** Tenants by slug, in memory until something of them changes. */
export class Snapshots {
  readonly #cache: FreshCache<Snapshot>

  constructor(db: Database, registry: Registry, log: Log) {
    this.#cache = new FreshCache({
      changes: db.changes,
      max: mostSnapshots(),
      load: (slug) => loadSnapshot(db, registry, log, slug),
      ownerOf: (snapshot) => snapshot.tenant.id,
    })
  }

  get(slug: string): Promise<Snapshot | undefined> {
    return this.#cache.get(slug)
  }

  get use(): CacheUse {
    return this.#cache.use
  }

  close(): void {
    this.#cache.close()
  }
}
