import type { VendorHttp } from './http'

export type LogLevel = 'debug' | 'info' | 'notice' | 'warning' | 'error'

/** Something only the person or the client can give. Keys are the author's; the answers come back under them. */
export type InputRequest =
  /** A form. `schema` is a flat JSON Schema object of primitives. */
  | { kind: 'elicit'; message: string; schema: Readonly<Record<string, unknown>> }
  /** A page that the person opens. */
  | { kind: 'elicit_url'; message: string; url: string }
  /** A model reply; `params` as in `sampling/createMessage`. */
  | { kind: 'sample'; params: Readonly<Record<string, unknown>> }
  | { kind: 'roots' }

/** The bare result of each request, as the client sent it. Untrusted. */
export type InputAnswers = Readonly<Record<string, unknown>>

/** One call, seen from connector code. Made for one caller and one call; nothing in it is shared or changes. */
export interface CallContext {
  /** Aborts when the caller cancels or the deadline passes. */
  readonly signal: AbortSignal
  progress(progress: number, total?: number, message?: string): Promise<void>
  log(level: LogLevel, data: unknown): Promise<void>
  /**
   * Asks and returns the answers. On the 2026-07-28 revision the call ends here and the method runs again from its start
   * once the client has answered, so nothing before this line may have a side effect.
   */
  requestInput(requests: Readonly<Record<string, InputRequest>>): Promise<InputAnswers>
  /** Whether the client said that it can answer this kind; asking for another one ends the call with an error. */
  supports(kind: InputRequest['kind']): boolean
  /** Ends the current stream so that the client reconnects; where a transport has no such thing, nothing happens. */
  closeStream(): void
  /** Tells live clients that a list, or one resource, changed. */
  changed(what: 'tools' | 'prompts' | 'resources' | { resource: string }): void
}

/** Remembers what seldom changes, such as people's names, for other calls with the same account. It may forget at any time. */
export interface Memory {
  get(key: string): unknown
  set(key: string, value: NonNullable<unknown>, ttlS: number): void
}

export const NO_MEMORY: Memory = { get: () => undefined, set: () => {} }

/** What a connector object is made with: one tenant's instance of a type, for one call. */
export interface ConnectorInstance {
  readonly slug: string
  readonly configuration: Readonly<Record<string, unknown>>
  readonly http: VendorHttp
  readonly memory?: Memory | undefined
}
