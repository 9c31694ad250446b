import type { InputRequiredResult, ServerContext } from '@modelcontextprotocol/server'
import { InputNeeded } from '../../tools/input-needed'
import type { Ask } from '../../tools/run-tool'
import type { Access } from '../access'
import { callContext } from '../call-context'
import { asking } from '../input'
import { scopeOf, type Serving } from '../serving'

/** Asks a connector for a prompt or a resource; like a tool, it may need input from the client first. */
export async function askConnector<T>(
  serving: Serving,
  ctx: ServerContext,
  access: Access,
  what: readonly unknown[],
  work: (ask: Ask) => Promise<T>,
): Promise<T | InputRequiredResult> {
  const ask = asking(serving, ctx, what)
  const { caller, snapshot } = access
  serving.limits.take(caller)
  serving.usage.used(caller)
  try {
    return await work({
      ...scopeOf(serving, ctx),
      caller,
      snapshot,
      ctx: callContext(ctx, ask, serving.changed),
    })
  } catch (error) {
    if (error instanceof InputNeeded) return ask.askFor(error)
    throw error
  }
}
