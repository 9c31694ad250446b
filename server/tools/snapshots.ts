import type { Registry } from '../../connectors/sdk'
import type { Database } from '../db/database'
import { FreshCache } from '../db/fresh-cache'
import type { Log } from '../observability/log'
import { loadSnapshot } from './load-snapshot'
import type { Snapshot } from './snapshot'

const MAX_SNAPSHOTS = 1_000

/** Tenants by slug, in memory until something of them changes. */
export class Snapshots {
  readonly #cache: FreshCache<Snapshot>

  constructor(db: Database, registry: Registry, log: Log) {
    this.#cache = new FreshCache({
      changes: db.changes,
      max: MAX_SNAPSHOTS,
      load: (slug) => loadSnapshot(db, registry, log, slug),
      ownerOf: (snapshot) => snapshot.tenant.id,
    })
  }

  get(slug: string): Promise<Snapshot | undefined> {
    return this.#cache.get(slug)
  }

  close(): void {
    this.#cache.close()
  }
}
