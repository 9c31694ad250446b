/** Carries the ids of tenants whose offer changed, or `platform`. */
export const CHANGES_CHANNEL = 'sagemcp_changes'

export interface ChangeListener {
  changed(tenantId: string): void
  reset(): void
}

export interface ChangeFeed {
  /** False while the listener is down; then nobody may use a snapshot older than five seconds. */
  readonly live: boolean
  /** Answers the way to unsubscribe. `reset` comes after a reconnect: notices may have been missed, drop everything. */
  subscribe(listener: ChangeListener): () => void
}

/** The writing side of a change feed, for the one who listens to the database. */
export class Changes implements ChangeFeed, ChangeListener {
  live = true
  readonly #listeners = new Set<ChangeListener>()

  subscribe(listener: ChangeListener): () => void {
    this.#listeners.add(listener)
    return () => void this.#listeners.delete(listener)
  }

  changed(tenantId: string): void {
    for (const listener of this.#listeners) listener.changed(tenantId)
  }

  reset(): void {
    for (const listener of this.#listeners) listener.reset()
  }
}
