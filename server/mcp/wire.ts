import { CLIENT_CAPABILITIES_META_KEY, type ClientCapabilities, type ServerContext } from '@modelcontextprotocol/server'
import type { CallContext } from '../../connectors/sdk'
import type { TraceCarrier } from '../observability/tracer'
import type { Cancel } from '../tools/cancellation'
import type { Access } from './access'
import type { InputState } from './input-state'
import type { Scope } from './scope'
import { scopeOf, type Serving } from './serving'

/** One request as the handlers see it, whether the SDK dispatched it or it came the direct way. */
export interface Wire {
  readonly scope: Scope
  /** Aborts when the client cancels or is gone. */
  readonly signal: Cancel
  readonly progressToken: string | number | undefined
  /** What the message said that it is part of. */
  readonly trace: TraceCarrier | undefined
  /** What was answered in this round of a call that asked for something. */
  readonly inputResponses: unknown
  readonly requestState: InputState | undefined
  /** Asked anew each time, since a request may outlive a permission. */
  access(): Promise<Access>
  /** What its client can do, in the words of the revision that is spoken. */
  client(): ClientCapabilities | undefined
  /** Signs what the client carries to the next round. */
  mint(state: InputState): Promise<string>
  notify(notification: { method: string; params?: Record<string, unknown> }): Promise<void>
  log: CallContext['log']
  closeStream(): void
}

export function wireOf(serving: Serving, ctx: ServerContext): Wire {
  const { mcpReq, http } = ctx
  return {
    scope: scopeOf(serving, ctx),
    signal: mcpReq.signal,
    progressToken: mcpReq._meta?.progressToken,
    trace: mcpReq._meta,
    inputResponses: mcpReq.inputResponses,
    requestState: mcpReq.requestState<InputState>(),
    access: () => serving.access(),
    client: () => clientOf(serving, ctx),
    mint: (state) => serving.state.mint(state, ctx),
    notify: (notification) => mcpReq.notify(notification),
    log: (level, data) => mcpReq.log(level, data),
    closeStream: () => http?.closeSSE?.(),
  }
}

/** Revisions that brought elicitation, by a form and by a page. */
const FORM_SINCE = '2025-06-18'
const URL_SINCE = '2025-11-25'

/**
 * On 2026-07-28 each request says what its client can do, before that the handshake did. A client that declares more than the
 * revision knows that was agreed on would be asked what this revision has no words for.
 */
function clientOf({ server }: Serving, ctx: ServerContext): ClientCapabilities | undefined {
  const envelope: Readonly<Record<string, unknown>> | undefined = ctx.mcpReq.envelope
  const said = envelope?.[CLIENT_CAPABILITIES_META_KEY] as ClientCapabilities | undefined
  return said ?? declaredAt(server)
}

/** What the handshake declared. */
export function declaredAt(server: Serving['server']): ClientCapabilities | undefined {
  const declared = server.getClientCapabilities()
  const version = server.getNegotiatedProtocolVersion()
  if (!declared || version === undefined || version >= URL_SINCE) return declared
  const { elicitation, ...older } = declared
  return version < FORM_SINCE || !elicitation ? older : { ...older, elicitation: {} }
}
