import { type CallToolResult, ProtocolError, ProtocolErrorCode, type Tool } from '@modelcontextprotocol/server'
import type { Outcome } from '../../tools/run-tool'
import { callContext } from '../call-context'
import { asking } from '../input'
import { contentResult, errorResult, internalResult, valueResult } from '../result'
import { scopeOf, type Serving } from '../serving'

export function handleTools(serving: Serving): void {
  const { server } = serving

  server.setRequestHandler('tools/list', async () => {
    const { offer } = await serving.access()
    return { tools: [...offer.tools.values()].map((tool) => tool.listed as Tool) }
  })

  server.setRequestHandler('tools/call', async ({ params }, ctx) => {
    const { caller, snapshot, offer } = await serving.access()
    const tool = offer.tools.get(params.name) ?? offer.aliases.get(params.name)
    if (!tool) throw new ProtocolError(ProtocolErrorCode.InvalidParams, `Unknown tool: ${params.name}`)
    serving.limits.take(caller)
    serving.usage.used(caller)
    const args = params.arguments ?? {}
    const ask = asking(serving, ctx, ['tool', tool.name, args])
    const scope = scopeOf(serving, ctx)
    const outcome = await serving.runner.run({
      ...scope,
      caller,
      snapshot,
      tool,
      args,
      ctx: callContext(ctx, ask, serving.changed),
    })
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
