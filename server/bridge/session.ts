import { changed, type Id, type Message, type Request, text } from './messages'

type Params = Readonly<Record<string, unknown>>
type Capabilities = Readonly<Record<string, { readonly listChanged?: boolean } | undefined>>

/**
 * What a server keeps about a client of the revisions before 2026-07-28 for as long as a connection lasts. A new connection
 * is told all of it again, so that the client need not know.
 */
export class Session {
  #hello: { params: Params | undefined; capabilities: Capabilities } | undefined
  #ready = false
  #logLevel: Params | undefined
  readonly #subscribed = new Map<string, Params>()

  /** There is something to replay. */
  get established(): boolean {
    return this.#hello !== undefined
  }

  /** The server answered one of the client's requests. */
  answered({ method, params }: Request, reply: Message): void {
    if (reply.error) return
    const uri = String(params?.uri)
    switch (method) {
      case 'initialize':
        this.#hello = { params, capabilities: capabilitiesOf(reply) }
        break
      case 'logging/setLevel':
        this.#logLevel = params
        break
      case 'resources/subscribe':
        if (params) this.#subscribed.set(uri, params)
        break
      case 'resources/unsubscribe':
        this.#subscribed.delete(uri)
    }
  }

  /** The client said that it is ready. */
  initialized(): void {
    this.#ready = true
  }

  initialize(id: Id): string {
    return text({ id, method: 'initialize', ...withParams(this.#hello?.params) })
  }

  /** Takes the new server's reply; gives what to tell it next. `nextId` makes ids whose replies nobody reads. */
  resume(reply: Message, nextId: () => Id): string[] {
    if (this.#hello) this.#hello = { ...this.#hello, capabilities: capabilitiesOf(reply) }
    if (!this.#ready) return []
    const requests: [string, Params][] = [...this.#subscribed.values()].map((params) => ['resources/subscribe', params])
    if (this.#logLevel) requests.push(['logging/setLevel', this.#logLevel])
    return [
      text({ method: 'notifications/initialized' }),
      ...requests.map(([method, params]) => text({ id: nextId(), method, params })),
    ]
  }

  /** What the client may have missed while nobody was there to tell it. */
  missed(): string[] {
    if (!this.#ready) return []
    const lists = ['tools', 'prompts', 'resources'].filter((list) => this.#hello?.capabilities[list]?.listChanged)
    return [
      ...lists.map((list) => changed(`${list}/list_changed`)),
      ...[...this.#subscribed.keys()].map((uri) => changed('resources/updated', undefined, { uri })),
    ]
  }
}

const withParams = (params: Params | undefined) => (params === undefined ? {} : { params })

const capabilitiesOf = (reply: Message): Capabilities =>
  (reply.result as { capabilities?: Capabilities } | undefined)?.capabilities ?? {}
