import type { CallContext } from '../../connectors/sdk'
import { InputNeeded } from '../tools/input-needed'
import type { AskContext } from '../tools/run-tool'
import type { Asking } from './input'
import type { Wire } from './wire'

export type Changed = CallContext['changed']

/** A client that went away in the meantime is no error of the tool, which may not even wait for what it tells. */
const gone = () => {}

/** One call as connector code sees it, over whatever transport and revision it came. */
export function callContext(wire: Wire, { answers, supports }: Asking, changed: Changed): AskContext {
  const { signal, progressToken: token } = wire
  return {
    signal,
    progress: async (progress, total, message) => {
      if (token === undefined || signal.aborted) return
      const sent = wire.notify({
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
    log: (level, data) => wire.log(level, data).catch(gone),
    requestInput: (requests) => {
      const keys = Object.keys(requests)
      return keys.every((key) => Object.hasOwn(answers, key))
        ? Promise.resolve(Object.fromEntries(keys.map((key) => [key, answers[key]])))
        : Promise.reject(new InputNeeded(requests))
    },
    supports,
    closeStream: () => wire.closeStream(),
    changed,
  }
}
