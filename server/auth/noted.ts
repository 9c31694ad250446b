/** A client as a caller used it. */
export interface NotedClient {
  readonly name: string
  readonly version: string
  readonly transport: string
  readonly connector: string | undefined
  /** When it was noted last, in whole milliseconds of `performance.now()`. */
  at: number
}

/**
 * What was noted of a caller of late, so that it is not noted with each request. It is where the caller is: to look it up elsewhere
 * costs a call more than all else about it. Gone with what is known of the caller, and then noted once more.
 */
export class Noted {
  /** When it was marked as used last, in whole milliseconds of `performance.now()`. */
  markedAt = -1e9
  /** The newest last. */
  readonly clients: NotedClient[] = []
}
