import {
  type CallToolResult,
  type InputRequiredResult,
  isInputRequiredResult,
  ProtocolError,
  ProtocolErrorCode,
} from '@modelcontextprotocol/server'
import { AppError } from '../errors'
import type { OfferedTool } from '../tools/offered-tool'
import { type Outcome, outcomeCode } from '../tools/run-tool'
import type { Access } from './access'
import { callContext, type Changed } from './call-context'
import { connecting } from './connect-request'
import { asking } from './input'
import { recordRefused } from './refused'
import { contentResult, errorResult, internalResult, valueResult } from './result'
import { idsOf } from './scope'
import type { ServerParts } from './serving'
import { traced } from './traced'
import type { Wire } from './wire'

const tracedOutcome = (outcome: Outcome | InputRequiredResult): string =>
  isInputRequiredResult(outcome) ? 'input_required' : outcomeCode(outcome)

/** A `tools/call`, however it came. `tool` is the one that was called, for whoever has to fit the result to a revision. */
export async function callTool(
  parts: ServerParts,
  changed: Changed,
  wire: Wire,
  params: { readonly name: string; readonly arguments?: Readonly<Record<string, unknown>> | undefined },
): Promise<{ tool: OfferedTool; result: CallToolResult } | InputRequiredResult> {
  const access = await wire.access()
  const { scope } = wire
  const args = params.arguments ?? {}
  const find = (now: Access, name: string): OfferedTool => {
    const found = now.offer.tools.get(name) ?? now.offer.aliases.get(name)
    if (found) return found
    recordRefused(parts, { access: now, scope, name, args })
    throw new ProtocolError(ProtocolErrorCode.InvalidParams, `Unknown tool: ${name}`)
  }
  const tool = find(access, params.name)
  const soon = parts.limits.takeSoon(access)
  if (soon) await soon
  parts.usage.used(access.caller)
  const ask = asking(wire, ['tool', tool.name, args])
  const ctx = callContext(wire, ask, changed)
  const { connector } = tool
  const { origin, transport } = scope
  const about = { method: 'tools/call', name: tool.name, connector, outcomeOf: tracedOutcome }
  const outcome = await traced(parts, wire, about, (span) =>
    connecting<Outcome>({
      ask,
      access,
      ctx,
      connector,
      again: () => wire.access(),
      run: (now) => {
        const { caller, snapshot } = now
        const found = now === access ? tool : find(now, tool.name)
        return parts.runner.run({ origin, transport, caller, snapshot, tool: found, args, ctx, span })
      },
      errorOf: (result) => (result.kind === 'error' ? result.error : undefined),
    }),
  )
  if (isInputRequiredResult(outcome)) return outcome
  if (outcome.kind === 'input') return ask.askFor(outcome.needed)
  if (outcome.kind === 'failed') {
    // What we cannot do now is no result of the tool: a call that writes is not begun without its audit row.
    if (outcome.cause instanceof AppError && outcome.cause.code === 'unavailable') throw outcome.cause
    parts.log.error({ err: outcome.cause, ...idsOf(scope), tool: tool.name }, 'a tool failed')
  }
  return { tool, result: resultOf(outcome, scope.origin.requestId) }
}

function resultOf(outcome: Exclude<Outcome, { kind: 'input' }>, requestId: string): CallToolResult {
  switch (outcome.kind) {
    case 'value':
      return valueResult(outcome)
    case 'content':
      return contentResult(outcome.content)
    case 'error':
      return errorResult(outcome.error)
    case 'failed':
      return internalResult(requestId)
    case 'cancelled':
      throw new ProtocolError(ProtocolErrorCode.InvalidRequest, 'The call was cancelled.')
  }
}
