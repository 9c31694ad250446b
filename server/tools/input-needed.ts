import type { InputRequest } from '../../connectors/sdk'

/** Thrown by `ctx.requestInput` where the answers are not there yet: the call ends and comes back with them. */
export class InputNeeded extends Error {
  override readonly name = 'InputNeeded'
  constructor(readonly requests: Readonly<Record<string, InputRequest>>) {
    super('The call needs input.')
  }
}
