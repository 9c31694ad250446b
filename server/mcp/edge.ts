import type { IncomingMessage } from 'node:http'
import type { Database } from '../db/database'
import type { Authenticator } from '../auth/authenticate'
import type { Caller, Origin } from '../auth/caller'
import type { Recorder } from '../observability/recorder'
import type { CallLimits } from '../limits/call-limits'
import type { Access, Gate } from './access'
import type { Direct } from './direct'
import type { Endpoints } from './endpoints'
import type { Mailbox } from './mailbox/mailbox'
import type { ServerParts } from './serving'
import type { Tickets } from './tickets'

/** What the transports share. */
export interface Edge {
  readonly db: Database
  readonly mailbox: Mailbox
  readonly authenticator: Authenticator
  readonly gate: Gate
  readonly endpoints: Endpoints
  readonly server: ServerParts
  readonly direct: Direct
  readonly limits: CallLimits
  readonly tickets: Tickets
  readonly recorder: Pick<Recorder, 'request' | 'stays' | 'upgraded'>
  readonly config: EdgeConfig
  /** Undefined when Origin and Host are fine, else words. */
  readonly refuseOrigin: (req: IncomingMessage) => string | undefined
  readonly originOf: (req: IncomingMessage) => Origin
}

export interface EdgeConfig {
  readonly publicUrl: string
  readonly maxBodyBytes: number
  readonly maxSessionsPerTenant: number
  readonly sessionIdleMs: number
}

/** Everything known about an admitted request. */
export interface Admitted {
  readonly caller: Caller
  readonly access: Access
  readonly origin: Origin
}
