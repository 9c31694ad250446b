import { cancelledId, type Id, type Message, type Request, text } from './messages'

/**
 * Requests from the server to the client (elicitation, sampling, roots, ping). Servers count from zero on every connection,
 * so the client sees ids of ours; else its answer to a server that is gone could be taken for an answer to the next one.
 */
export class ServerRequests {
  #count = 0
  readonly #open = new Map<Id, Id>()

  toClient(request: Request): string {
    const id = `server:${this.#count++}`
    this.#open.set(id, request.id)
    return text({ ...request, id })
  }

  /** The client's answer under the server's own id; nothing when nobody waits for it any more. */
  toServer(response: Message & { id: Id }): string | undefined {
    const id = this.#open.get(response.id)
    this.#open.delete(response.id)
    return id === undefined ? undefined : text({ ...response, id })
  }

  /** The server takes one back. */
  cancelled(message: Message): string | undefined {
    const theirs = cancelledId(message)
    const found = [...this.#open].find(([, id]) => id === theirs)
    if (theirs === undefined || !found) return undefined
    this.#open.delete(found[0])
    return text({ ...message, params: { ...message.params, requestId: found[0] } })
  }

  /** Nobody waits for them any more; the client may close its forms. */
  connectionLost(): string[] {
    const cancelled = [...this.#open.keys()].map((requestId) =>
      text({ method: 'notifications/cancelled', params: { requestId, reason: 'Connection lost.' } }),
    )
    this.#open.clear()
    return cancelled
  }
}
