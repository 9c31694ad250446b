import { createHash } from 'node:crypto'
import {
  type ClientCapabilities,
  inputRequired,
  type InputRequest as WireRequest,
  type InputRequiredResult,
  ProtocolError,
  ProtocolErrorCode,
} from '@modelcontextprotocol/server'
import type { InputAnswers, InputRequest } from '../../connectors/sdk'
import type { InputNeeded } from '../tools/input-needed'
import type { Wire } from './wire'

/** One call's side of asking the client for something. */
export interface Asking {
  /** What was answered in this round and the rounds before. */
  readonly answers: InputAnswers
  supports(kind: InputRequest['kind']): boolean
  /** The result that ends this round. */
  askFor(needed: InputNeeded): Promise<InputRequiredResult>
}

/** `what` names the call: its method's own words and its arguments. */
export function asking(wire: Wire, what: readonly unknown[]): Asking {
  // Most calls never ask, so they do not pay for their name.
  const call = () => createHash('sha256').update(JSON.stringify(what)).digest('base64url')
  const state = wire.requestState
  if (state !== undefined && state.call !== call()) {
    throw new ProtocolError(ProtocolErrorCode.InvalidParams, 'The requestState belongs to another call.')
  }
  const answers = new Map([...objects(state?.answers), ...objects(wire.inputResponses)])
  return {
    answers: Object.fromEntries(answers),
    supports: (kind) => can(wire.client(), kind),
    askFor: async ({ requests }) => {
      const missing = Object.entries(requests).filter(([key]) => !answers.has(key))
      return inputRequired({
        inputRequests: Object.fromEntries(missing.map(([key, request]) => [key, wireRequest(request)])),
        requestState: await wire.mint({ call: call(), answers: Object.fromEntries(answers) }),
      })
    },
  }
}

/** An answer that is no object is no answer: it is asked again. */
const objects = (given: unknown): [string, unknown][] =>
  typeof given === 'object' && given !== null
    ? Object.entries(given).filter(([, value]) => typeof value === 'object' && value !== null)
    : []

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
