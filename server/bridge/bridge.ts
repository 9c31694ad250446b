import {
  cancelledId,
  type Id,
  isNotification,
  isRequest,
  isResponse,
  type Message,
  parse,
  type Request,
  text,
} from './messages'
import { ServerRequests } from './server-requests'
import { Session } from './session'
import { Subscriptions } from './subscriptions'

/** How long a request that was never sent waits for the connection. */
export const WAIT_MS = 20_000
/** The same while a person signs in: as long as most clients wait for an answer, and a little less. */
export const PERSON_WAIT_MS = 50_000
const MAX_WAITING = 1_000
const CONNECTION_ERROR = -32000
/** They begin a connection and change nothing, so they may be sent again; every other request may have had its effect. */
const OPENINGS = new Set(['initialize', 'server/discover'])

export interface Ends {
  toClient(line: string): void
  /** Called only between {@link Bridge.opened} and {@link Bridge.closed}. */
  toServer(frame: string): void
  /** Ends this connection, so that another one is tried. */
  reconnect(): void
  log(line: string): void
}

interface Pending {
  readonly request: Request
  readonly line: string
}
interface Waiting {
  readonly message: Message
  readonly line: string
  timer?: NodeJS.Timeout
}

/**
 * Joins a client that knows one unbroken connection to a server that comes and goes. It knows nothing of sockets or streams:
 * lines and frames go in and out.
 */
export class Bridge {
  #link: 'down' | 'replaying' | 'up' = 'down'
  #trouble = 'it has not answered yet'
  #refusal: string | undefined
  /** What a person is asked to do before there can be a connection. */
  #toDo: string | undefined
  #replays = 0
  #waiting: Waiting[] = []
  readonly #inFlight = new Map<Id, Pending>()
  readonly #session = new Session()
  readonly #subscriptions = new Subscriptions()
  readonly #serverRequests = new ServerRequests()
  /** What to do with the replies to requests of our own. */
  readonly #own = new Map<Id, (reply: Message) => void>()

  constructor(private readonly ends: Ends) {}

  /** No request of the client waits for its answer. */
  get isIdle(): boolean {
    return this.#inFlight.size === 0 && !this.#waiting.some(({ message }) => isRequest(message))
  }

  fromClient(line: string): void {
    const message = parse(line)
    if (!message) return this.#answer(null, -32700, 'One JSON-RPC message per line is expected.')
    if (isResponse(message)) {
      const answer = this.#link === 'down' ? undefined : this.#serverRequests.toServer(message)
      if (answer !== undefined) this.ends.toServer(answer)
    } else if (isRequest(message)) {
      if (this.#refusal !== undefined) return this.#answer(message.id, CONNECTION_ERROR, this.#refusal)
      if (this.#link === 'up') return this.#send(message, line)
      this.#wait(message, line)
    } else if (isNotification(message)) {
      this.#notification(message, line)
    } else {
      this.#answer(null, -32600, 'This is no JSON-RPC message.')
    }
  }

  fromServer(frame: string): void {
    const message = parse(frame)
    if (!message) return this.ends.log('The server sent something that is not JSON-RPC.')
    if (isRequest(message)) return this.ends.toClient(this.#serverRequests.toClient(message))
    // A frame may hold line breaks; a line may not.
    const line = frame.includes('\n') || frame.includes('\r') ? JSON.stringify(message) : frame
    if (isNotification(message)) {
      const instead =
        message.method === 'notifications/subscriptions/acknowledged' && this.#subscriptions.acknowledged(message)
      if (instead) return instead.forEach((each) => this.ends.toClient(each))
      return this.ends.toClient(this.#serverRequests.cancelled(message) ?? line)
    }
    if (isResponse(message)) return this.#response(message, line)
    this.ends.log(`The server reports an error: ${message.error?.message ?? 'unknown'}`)
  }

  /** A connection stands. A client that has already said hello to an earlier one is introduced again. */
  opened(): void {
    this.#refusal = undefined
    this.#toDo = undefined
    if (!this.#session.established) return this.#up([])
    this.#link = 'replaying'
    this.ends.toServer(
      this.#session.initialize(
        this.#ownId((reply) => {
          if (reply.error) {
            this.#trouble = `it refused the session: ${reply.error.message}`
            this.ends.log(`Reconnected, but ${this.#trouble}`)
            return this.ends.reconnect()
          }
          for (const each of this.#session.resume(reply, () => this.#ownId(() => undefined))) this.ends.toServer(each)
          this.#up(this.#session.missed())
        }),
      ),
    )
  }

  /** The connection ended, or could not be made. `trouble` continues the sentence "The server cannot be reached: ...". */
  closed(trouble: string): void {
    this.#link = 'down'
    this.#trouble = trouble
    this.#toDo = undefined
    this.#own.clear()
    this.#subscriptions.connectionLost()
    for (const each of this.#serverRequests.connectionLost()) this.ends.toClient(each)
    const lost = [...this.#inFlight.values()]
    this.#inFlight.clear()
    const openings = lost.filter(({ request }) => OPENINGS.has(request.method))
    for (const { request } of lost) {
      if (!OPENINGS.has(request.method)) {
        this.#answer(request.id, CONNECTION_ERROR, 'Connection lost, outcome unknown.')
      }
    }
    const later = this.#waiting
    this.#waiting = []
    for (const { request, line } of openings) this.#wait(request, line)
    this.#waiting.push(...later)
  }

  /** The server does not want us, and says why. Holds until a connection stands after all. */
  refused(words: string): void {
    this.#refusal = words
    this.#toDo = undefined
    this.ends.log(words)
    for (const { message } of this.#drain()) {
      if (isRequest(message)) this.#answer(message.id, CONNECTION_ERROR, words)
    }
  }

  /** Whoever asked waits no longer: what is open is answered as it stands. */
  giveUp(): void {
    const waiting = this.#drain()
    for (const { message } of waiting) if (isRequest(message)) this.#answerUnreachable(message)
    this.closed(this.#trouble)
    for (const { message } of this.#drain()) if (isRequest(message)) this.#answerUnreachable(message)
  }

  /** There is no connection before a person has done what the words say. Requests wait for them, longer than for a server. */
  awaitingPerson(words: string): void {
    this.#refusal = undefined
    this.#toDo = words
  }

  #notification(message: Message & { method: string }, line: string): void {
    if (message.method === 'notifications/initialized') this.#session.initialized()
    const cancelled = cancelledId(message)
    if (cancelled !== undefined) {
      this.#subscriptions.cancel(cancelled)
      this.#inFlight.delete(cancelled)
    }
    if (this.#link === 'up') return this.ends.toServer(line)
    if (cancelled !== undefined) {
      this.#waiting = this.#waiting.filter(({ message: { id }, timer }) => {
        if (id === cancelled) clearTimeout(timer)
        return id !== cancelled
      })
    } else if (message.method === 'notifications/initialized' ? !this.#session.established : !aboutRequest(message)) {
      this.#wait(message, line)
    }
  }

  #response(message: Message & { id: Id }, line: string): void {
    const own = this.#own.get(message.id)
    if (own) {
      this.#own.delete(message.id)
      return own(message)
    }
    if (this.#subscriptions.has(message.id)) {
      return this.#subscriptions.ended(message.id, message.error !== undefined, () => this.ends.toClient(line))
    }
    const pending = this.#inFlight.get(message.id)
    // The client took it back, or never asked.
    if (!pending) return
    this.#inFlight.delete(message.id)
    this.#session.answered(pending.request, message)
    this.ends.toClient(line)
  }

  #send(request: Request, line: string): void {
    if (request.method === 'subscriptions/listen') this.#subscriptions.add(request, line)
    else this.#inFlight.set(request.id, { request, line })
    this.ends.toServer(line)
  }

  #wait(message: Message, line: string): void {
    if (!isRequest(message)) {
      if (this.#waiting.length < MAX_WAITING) this.#waiting.push({ message, line })
      return
    }
    const entry: Waiting = { message, line }
    const giveUp = (): void => {
      this.#waiting = this.#waiting.filter((each) => each !== entry)
      this.#answerUnreachable(message)
    }
    const look = (): void => {
      if (this.#toDo === undefined) giveUp()
      else entry.timer = setTimeout(giveUp, PERSON_WAIT_MS - WAIT_MS)
    }
    if (this.#waiting.length >= MAX_WAITING) return giveUp()
    entry.timer = setTimeout(look, WAIT_MS)
    this.#waiting.push(entry)
  }

  #up(missed: readonly string[]): void {
    this.#link = 'up'
    for (const each of missed) this.ends.toClient(each)
    for (const each of this.#subscriptions.again()) this.ends.toServer(each)
    for (const { message, line } of this.#drain()) {
      if (isRequest(message)) this.#send(message, line)
      else this.ends.toServer(line)
    }
  }

  #drain(): Waiting[] {
    const waiting = this.#waiting
    this.#waiting = []
    for (const { timer } of waiting) clearTimeout(timer)
    return waiting
  }

  #ownId(reply: (message: Message) => void): Id {
    const id = `sagemcp-bridge:${this.#replays++}`
    this.#own.set(id, reply)
    return id
  }

  #answerUnreachable({ id }: Request): void {
    const unreachable = `The server cannot be reached: ${this.#trouble}. Nothing was sent to it.`
    this.#answer(id, CONNECTION_ERROR, this.#toDo ?? unreachable)
  }

  #answer(id: Id | null, code: number, message: string): void {
    this.ends.toClient(text({ id, error: { code, message } }))
  }
}

/** It speaks of a request that went to a server which is gone. */
const aboutRequest = ({ method }: Message): boolean =>
  method === 'notifications/progress' || method === 'notifications/cancelled'
