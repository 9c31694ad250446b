import type { EventStore, JSONRPCMessage } from '@modelcontextprotocol/server'

interface Stored {
  readonly id: number
  readonly stream: string
  readonly message: JSONRPCMessage
}

const MAX_EVENTS = 200

/** The last messages of one session, so that a client whose stream broke can go on where it was. */
export class SessionEvents implements EventStore {
  #events: Stored[] = []
  #next = 1

  storeEvent(stream: string, message: JSONRPCMessage): Promise<string> {
    const id = this.#next++
    this.#events.push({ id, stream, message })
    if (this.#events.length > MAX_EVENTS) this.#events = this.#events.slice(-MAX_EVENTS / 2)
    return Promise.resolve(`${id}`)
  }

  getStreamIdForEventId(id: string): Promise<string | undefined> {
    return Promise.resolve(this.#events.find((e) => `${e.id}` === id)?.stream)
  }

  async replayEventsAfter(
    lastId: string,
    { send }: { send: (id: string, message: JSONRPCMessage) => Promise<void> },
  ): Promise<string> {
    const last = this.#events.find((e) => `${e.id}` === lastId)
    if (!last) throw new Error('The event is not stored any more.')
    for (const event of this.#events.filter((e) => e.id > last.id && e.stream === last.stream)) {
      await send(`${event.id}`, event.message)
    }
    return last.stream
  }
}
