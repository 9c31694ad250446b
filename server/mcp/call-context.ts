import type { ServerContext } from '@modelcontextprotocol/server'
import type { CallContext } from '../../connectors/sdk'
import { InputNeeded } from '../tools/input-needed'
import type { Asking } from './input'

export type Changed = CallContext['changed']

/** One call as connector code sees it, over whatever transport and revision it came. */
export function callContext(ctx: ServerContext, { answers, supports }: Asking, changed: Changed): CallContext {
  const { mcpReq } = ctx
  const token = mcpReq._meta?.progressToken
  return {
    signal: mcpReq.signal,
    progress: async (progress, total, message) => {
      if (token === undefined || mcpReq.signal.aborted) return
      await mcpReq.notify({
        method: 'notifications/progress',
        params: {
          progressToken: token,
          progress,
          ...(total === undefined ? {} : { total }),
          ...(message === undefined ? {} : { message }),
        },
      })
    },
    log: (level, data) => mcpReq.log(level, data),
    requestInput: (requests) => {
      const keys = Object.keys(requests)
      return keys.every((key) => Object.hasOwn(answers, key))
        ? Promise.resolve(Object.fromEntries(keys.map((key) => [key, answers[key]])))
        : Promise.reject(new InputNeeded(requests))
    },
    supports,
    closeStream: () => ctx.http?.closeSSE?.(),
    changed,
  }
}
