import type { ServerContext } from '@modelcontextprotocol/server'
import type { CallContext } from '../../connectors/sdk'
import { InputNeeded } from '../tools/input-needed'
import type { Asking } from './input'

export type Changed = CallContext['changed']

/** A client that went away in the meantime is no error of the tool, which may not even wait for what it tells. */
const gone = () => {}

/** One call as connector code sees it, over whatever transport and revision it came. */
export function callContext(ctx: ServerContext, { answers, supports }: Asking, changed: Changed): CallContext {
  const { mcpReq } = ctx
  const token = mcpReq._meta?.progressToken
  return {
    signal: mcpReq.signal,
    progress: async (progress, total, message) => {
      if (token === undefined || mcpReq.signal.aborted) return
      const sent = mcpReq.notify({
        method: 'notifications/progress',
        params: {
          progressToken: token,
          progress,
          ...(total === undefined ? {} : { total }),
          ...(message === undefined ? {} : { message }),
        },
      })
      await sent.catch(gone)
    },
    log: (level, data) => mcpReq.log(level, data).catch(gone),
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
