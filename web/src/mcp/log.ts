// What went over the wire, and what happened to it, as the message log shows it.

export interface Frame {
  readonly id: number
  readonly at: number
  /** `note`: nothing was sent or received; the connection itself changed. */
  readonly direction: 'sent' | 'received' | 'note'
  /** The method; of an answer that of its request; of a note its words. */
  readonly title: string
  readonly kind: 'request' | 'answer' | 'error' | 'notification' | 'note'
  readonly bytes: number
  /** Of an answer: since its request. */
  readonly ms?: number
  readonly message?: unknown
}

interface Message {
  readonly id?: string | number
  readonly method?: string
  readonly error?: unknown
}

/** What a page can still show at once. */
const MOST = 500
const encoder = new TextEncoder()

/** The frames of one page, newest last; the oldest go first when they become too many. */
export class FrameLog {
  #frames: readonly Frame[] = []
  #next = 1
  readonly #listeners = new Set<() => void>()
  /** Requests without an answer yet, by who asked and the id. */
  readonly #open = new Map<string, { method: string; at: number }>()

  readonly frames = (): readonly Frame[] => this.#frames

  readonly subscribe = (listener: () => void): (() => void) => {
    this.#listeners.add(listener)
    return () => this.#listeners.delete(listener)
  }

  /** `connection` tells apart the ids of connections that were open one after the other. */
  message(direction: 'sent' | 'received', message: unknown, connection: number): void {
    const { id, method, error } = message as Message
    const bytes = encoder.encode(JSON.stringify(message)).length
    const at = Date.now()
    if (method !== undefined) {
      if (id !== undefined) this.#open.set(`${connection} ${direction} ${id}`, { method, at })
      const kind = id === undefined ? 'notification' : 'request'
      return this.#add({ at, direction, title: method, kind, bytes, message })
    }
    const key = `${connection} ${direction === 'sent' ? 'received' : 'sent'} ${id ?? ''}`
    const asked = this.#open.get(key)
    this.#open.delete(key)
    const kind = error === undefined ? 'answer' : 'error'
    const title = asked?.method ?? 'an unknown request'
    this.#add({ at, direction, title, kind, bytes, message, ...(asked && { ms: at - asked.at }) })
  }

  note(words: string): void {
    this.#add({ at: Date.now(), direction: 'note', title: words, kind: 'note', bytes: 0 })
  }

  clear(): void {
    this.#frames = []
    this.#tell()
  }

  #add(frame: Omit<Frame, 'id'>): void {
    this.#frames = [...this.#frames.slice(1 - MOST), { ...frame, id: this.#next++ }]
    this.#tell()
  }

  #tell(): void {
    for (const listener of this.#listeners) listener()
  }
}
