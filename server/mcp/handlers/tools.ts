import {
  type CallToolResult,
  isInputRequiredResult,
  ProtocolError,
  ProtocolErrorCode,
  type Tool,
} from '@modelcontextprotocol/server'
import type { OfferedTool } from '../../tools/offer'
import type { Outcome } from '../../tools/run-tool'
import type { Access } from '../access'
import { callContext } from '../call-context'
import { connecting } from '../connect-request'
import { asking } from '../input'
import { recordRefused } from '../refused'
import { contentResult, errorResult, internalResult, valueResult } from '../result'
import { scopeOf, type Serving } from '../serving'

export function handleTools(serving: Serving): void {
  const { server } = serving

  server.setRequestHandler('tools/list', async () => {
    const { offer } = await serving.access()
    return { tools: [...offer.tools.values()].map((tool) => tool.listed as Tool) }
  })

  server.setRequestHandler('tools/call', async ({ params }, ctx) => {
    const access = await serving.access()
    const args = params.arguments ?? {}
    const find = (now: Access, name: string): OfferedTool => {
      const found = now.offer.tools.get(name) ?? now.offer.aliases.get(name)
      if (found) return found
      recordRefused(serving, { access: now, scope: scopeOf(serving, ctx), name, args })
      throw new ProtocolError(ProtocolErrorCode.InvalidParams, `Unknown tool: ${name}`)
    }
    const tool = find(access, params.name)
    serving.limits.take(access)
    serving.usage.used(access.caller)
    const ask = asking(serving, ctx, ['tool', tool.name, args])
    const scope = scopeOf(serving, ctx)
    const callCtx = callContext(ctx, ask, serving.changed)
    const outcome = await connecting<Outcome>({
      ...{ serving, ask, access, ctx: callCtx, connector: tool.connector },
      run: (now) => {
        const { caller, snapshot } = now
        return serving.runner.run({ ...scope, caller, snapshot, tool: find(now, tool.name), args, ctx: callCtx })
      },
      errorOf: (result) => (result.kind === 'error' ? result.error : undefined),
    })
    if (isInputRequiredResult(outcome)) return outcome
    if (outcome.kind === 'input') return ask.askFor(outcome.needed)
    if (outcome.kind === 'failed') {
      serving.log.error({ err: outcome.cause, requestId: scope.origin.requestId, tool: tool.name }, 'a tool failed')
    }
    return server.projectCallToolResult(resultOf(outcome, scope.origin.requestId), tool.listed.outputSchema)
  })
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
