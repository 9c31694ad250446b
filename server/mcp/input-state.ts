import type { InputAnswers } from '../../connectors/sdk'

/** What goes through the client between the rounds of one call, signed by us and bound to caller and endpoint. */
export interface InputState {
  /** The call that the answers were given for. */
  readonly call: string
  readonly answers: InputAnswers
}
