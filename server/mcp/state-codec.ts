import { createRequestStateCodec, type RequestStateCodec } from '@modelcontextprotocol/server'
import type { InputState } from './input-state'
import type { Scope } from './scope'
import type { ServerParts } from './serving'

/** What a client carries between rounds is good only for the same caller, on the same endpoint, for the same method. */
export const stateCodecOf = ({ stateKey }: ServerParts, { caller, address }: Scope): RequestStateCodec<InputState> =>
  createRequestStateCodec<InputState>({
    key: stateKey,
    bind: (ctx) => [caller.id, address.tenant, address.connector, ctx.mcpReq.method].join('\0'),
  })
