import { changed, type Id, type Message, type Request, subscriptionOf } from './messages'

/** How long the news that a subscription ended waits for the end of its connection. A stopping server sends it first. */
const HOLD_MS = 30_000

interface Subscription {
  readonly line: string
  acknowledged: boolean
  held?: NodeJS.Timeout
}

/**
 * The open `subscriptions/listen` requests of a 2026-07-28 client. They outlive the connection: each is sent again on the
 * next one, its second acknowledgement is kept back, and the client hears that everything it listens for changed.
 */
export class Subscriptions {
  readonly #open = new Map<Id, Subscription>()

  has(id: Id): boolean {
    return this.#open.has(id)
  }

  add({ id }: Request, line: string): void {
    this.#open.set(id, { line, acknowledged: false })
  }

  cancel(id: Id): boolean {
    clearTimeout(this.#open.get(id)?.held)
    return this.#open.delete(id)
  }

  /** The server ended one. Passed on, unless the connection ends too and the subscription lives on over the next. */
  ended(id: Id, refused: boolean, pass: () => void): void {
    const passOn = (): void => {
      this.#open.delete(id)
      pass()
    }
    const found = this.#open.get(id)
    if (!found || refused) return passOn()
    clearTimeout(found.held)
    found.held = setTimeout(passOn, HOLD_MS)
  }

  /** What the client gets for an acknowledgement: the first as it is; for a repeated one, what it may have missed. */
  acknowledged(message: Message): string[] | undefined {
    const id = subscriptionOf(message)
    const found = id === undefined ? undefined : this.#open.get(id)
    if (id === undefined || !found) return undefined
    if (!found.acknowledged) {
      found.acknowledged = true
      return undefined
    }
    const honored = (message.params?.notifications ?? {}) as Readonly<Record<string, unknown>>
    const uris = Array.isArray(honored.resourceSubscriptions) ? honored.resourceSubscriptions : []
    return [
      ...['tools', 'prompts', 'resources']
        .filter((list) => honored[`${list}ListChanged`] === true)
        .map((list) => changed(`${list}/list_changed`, id)),
      ...uris.map((uri) => changed('resources/updated', id, { uri: String(uri) })),
    ]
  }

  /** The requests to send on a new connection. */
  again(): string[] {
    return [...this.#open.values()].map(({ line }) => line)
  }

  connectionLost(): void {
    for (const each of this.#open.values()) clearTimeout(each.held)
  }
}
