/** Carries the ids of tenants whose offer changed, or `platform`. */
export const CHANGES_CHANNEL = 'sagemcp_changes'
/** Carries what processes tell each other about sessions. */
export const MAIL_CHANNEL = 'sagemcp_mail'

export interface ChangeListener {
  changed(tenantId: string): void
  reset(): void
  /** Another process has something to tell. */
  posted?(notice: string): void
}

export interface ChangeFeed {
  /** Until when nothing was missed, on the clock of `performance.now()`. What is older may have changed since, unheard. */
  readonly heardAt: number
  /** Answers the way to unsubscribe. `reset` comes after a reconnect: notices may have been missed, drop everything. */
  subscribe(listener: ChangeListener): () => void
}

/** The writing side of a change feed, for the one who listens to the database. */
export class Changes implements ChangeFeed, ChangeListener {
  /** Who hears everything within its own process never misses anything. */
  heardAt = Infinity
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

  posted(notice: string): void {
    for (const listener of this.#listeners) listener.posted?.(notice)
  }
}
