import { createHash } from 'node:crypto'
import {
  CLIENT_CAPABILITIES_META_KEY,
  type ClientCapabilities,
  inputRequired,
  type InputRequest as WireRequest,
  type InputRequiredResult,
  ProtocolError,
  ProtocolErrorCode,
  type ServerContext,
} from '@modelcontextprotocol/server'
import type { InputAnswers, InputRequest } from '../../connectors/sdk'
import type { InputNeeded } from '../tools/input-needed'
import type { InputState } from './input-state'
import type { Serving } from './serving'

/** One call's side of asking the client for something. */
export interface Asking {
  /** What was answered in this round and the rounds before. */
  readonly answers: InputAnswers
  supports(kind: InputRequest['kind']): boolean
  /** The result that ends this round. */
  askFor(needed: InputNeeded): Promise<InputRequiredResult>
}

/** `what` names the call: its method's own words and its arguments. */
export function asking(serving: Serving, ctx: ServerContext, what: readonly unknown[]): Asking {
  // Most calls never ask, so they do not pay for their name.
  const call = () => createHash('sha256').update(JSON.stringify(what)).digest('base64url')
  const state = ctx.mcpReq.requestState<InputState>()
  if (state !== undefined && state.call !== call()) {
    throw new ProtocolError(ProtocolErrorCode.InvalidParams, 'The requestState belongs to another call.')
  }
  const answers = new Map([...objects(state?.answers), ...objects(ctx.mcpReq.inputResponses)])
  return {
    answers: Object.fromEntries(answers),
    supports: (kind) => can(clientOf(serving, ctx), kind),
    askFor: async ({ requests }) => {
      const missing = Object.entries(requests).filter(([key]) => !answers.has(key))
      return inputRequired({
        inputRequests: Object.fromEntries(missing.map(([key, request]) => [key, wireRequest(request)])),
        requestState: await serving.state.mint({ call: call(), answers: Object.fromEntries(answers) }, ctx),
      })
    },
  }
}

/** An answer that is no object is no answer: it is asked again. */
const objects = (given: unknown): [string, unknown][] =>
  typeof given === 'object' && given !== null
    ? Object.entries(given).filter(([, value]) => typeof value === 'object' && value !== null)
    : []

/**
 * On 2026-07-28 each request says what its client can do, before that the handshake did. A client that declares more than the
 * revision knows that was agreed on would be asked what this revision has no words for.
 */
function clientOf({ server }: Serving, ctx: ServerContext): ClientCapabilities | undefined {
  const envelope: Readonly<Record<string, unknown>> | undefined = ctx.mcpReq.envelope
  const said = envelope?.[CLIENT_CAPABILITIES_META_KEY] as ClientCapabilities | undefined
  const declared = said ?? server.getClientCapabilities()
  const version = said ? undefined : server.getNegotiatedProtocolVersion()
  if (!declared || version === undefined || version >= URL_SINCE) return declared
  const { elicitation, ...older } = declared
  return version < FORM_SINCE || !elicitation ? older : { ...older, elicitation: {} }
}

/** Revisions that brought elicitation, by a form and by a page. */
const FORM_SINCE = '2025-06-18'
const URL_SINCE = '2025-11-25'

function can(client: ClientCapabilities | undefined, kind: InputRequest['kind']): boolean {
  switch (kind) {
    case 'elicit':
      return (
        client?.elicitation !== undefined &&
        (client.elicitation.form !== undefined || client.elicitation.url === undefined)
      )
    case 'elicit_url':
      return client?.elicitation?.url !== undefined
    case 'sample':
      return client?.sampling !== undefined
    case 'roots':
      return client?.roots !== undefined
  }
}

/** An author's request in the protocol's form. */
function wireRequest(request: InputRequest): WireRequest {
  switch (request.kind) {
    case 'elicit':
      return inputRequired.elicit({ message: request.message, requestedSchema: request.schema as never })
    case 'elicit_url':
      return inputRequired.elicitUrl({ message: request.message, url: request.url })
    case 'sample':
      return inputRequired.createMessage(request.params as never)
    case 'roots':
      return inputRequired.listRoots()
  }
}
