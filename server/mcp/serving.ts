import type {
  InputRequiredResult,
  RequestId,
  RequestStateCodec,
  Server,
  ServerContext,
} from '@modelcontextprotocol/server'
import type { Usage } from '../audit/usage'
import type { CallLimits } from '../limits/call-limits'
import type { Log } from '../observability/log'
import type { Tracer } from '../observability/tracer'
import type { Sightings } from '../sightings/sightings'
import type { ToolRunner } from '../tools/run-tool'
import type { Access, Gate } from './access'
import type { CallContext } from '../../connectors/sdk'
import type { InputState } from './input-state'
import { carriedBy, type Scope } from './scope'

export interface ServerParts {
  readonly gate: Gate
  readonly runner: ToolRunner
  readonly limits: CallLimits
  readonly usage: Usage
  readonly sightings: Sightings
  readonly log: Log
  /** Absent: there are no traces. */
  readonly tracer: Tracer | undefined
  readonly version: string
  /** 32 bytes, the same in every process: signs what a client carries between rounds of a call. */
  readonly stateKey: Uint8Array
}

/** What the handlers of one server share. */
export interface Serving extends ServerParts {
  readonly server: Server
  /** Of the connection; a request over HTTP has one of its own, see `scopeOf`. */
  readonly scope: Scope
  /** Asked anew for every message, since the connection may outlive a permission. */
  readonly access: () => Promise<Access>
  readonly state: RequestStateCodec<InputState>
  readonly changed: CallContext['changed']
  /** Resources that this connection subscribed to. */
  readonly subscriptions: Set<string>
  /** Calls that began without the SDK's server and have to ask their client, by request. */
  readonly asking: Map<RequestId, InputRequiredResult>
}

/** The scope of one request: its own request id, where the transport gives each request one. */
export const scopeOf = (serving: Serving, ctx: ServerContext): Scope => carriedBy(ctx.http?.authInfo) ?? serving.scope
