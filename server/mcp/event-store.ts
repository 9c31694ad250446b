import type { EventStore, JSONRPCMessage } from '@modelcontextprotocol/server'

interface Stored {
  readonly id: number
  readonly stream: string
  /** As text, so that what a session holds is what is counted. */
  readonly text: string
}

const MAX_EVENTS = 200
const MAX_CHARACTERS = 256 * 1024

/**
 * The last messages of one session, so that a client whose stream broke can go on where it was. Bounded in number and in
 * size; a message larger than the bound is not kept.
 */
export class SessionEvents implements EventStore {
  #events: Stored[] = []
  #characters = 0
  #next = 1

  storeEvent(stream: string, message: JSONRPCMessage): Promise<string> {
    const id = this.#next++
    const text = JSON.stringify(message)
    if (text.length <= MAX_CHARACTERS) this.#keep({ id, stream, text })
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
      await send(`${event.id}`, JSON.parse(event.text) as JSONRPCMessage)
    }
    return last.stream
  }

  #keep(event: Stored): void {
    this.#events.push(event)
    this.#characters += event.text.length
    while (this.#events.length > MAX_EVENTS || this.#characters > MAX_CHARACTERS) {
      this.#characters -= this.#events.shift()?.text.length ?? 0
    }
  }
}
