/** Stands in for the browser's EventSource, which jsdom does not have: `tell` is the server's side. */
export class FakeEventSource extends EventTarget {
  static readonly CONNECTING = 0
  static readonly OPEN = 1
  static readonly CLOSED = 2
  static all: FakeEventSource[] = []

  readyState = FakeEventSource.CONNECTING
  onopen: (() => void) | null = null
  onerror: (() => void) | null = null

  constructor(readonly url: string) {
    super()
    FakeEventSource.all.push(this)
  }

  close(): void {
    this.readyState = FakeEventSource.CLOSED
  }

  /** The server answered. */
  open(): void {
    this.readyState = FakeEventSource.OPEN
    this.onopen?.()
  }

  /** The network is gone, and the browser tries again; what the server refused it gives up. */
  lose(how: 'network' | 'refused' = 'network'): void {
    this.readyState = how === 'refused' ? FakeEventSource.CLOSED : FakeEventSource.CONNECTING
    this.onerror?.()
  }

  /** The one that was opened last. */
  static get last(): FakeEventSource {
    const last = FakeEventSource.all.at(-1)
    if (!last) throw new Error('no stream was opened')
    return last
  }

  static install(): void {
    FakeEventSource.all = []
    Object.defineProperty(globalThis, 'EventSource', { value: FakeEventSource, configurable: true, writable: true })
  }

  /** To whoever listens now. */
  static tell(name: string, data: unknown): void {
    for (const source of FakeEventSource.all.filter(({ readyState }) => readyState !== FakeEventSource.CLOSED)) {
      source.dispatchEvent(new MessageEvent(name, { data: JSON.stringify(data) }))
    }
  }
}
