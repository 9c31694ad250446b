import { isInputRequiredResult, type Tool } from '@modelcontextprotocol/server'
import type { Serving } from '../serving'
import { callTool } from '../tool-call'
import { wireOf } from '../wire'

export function handleTools(serving: Serving): void {
  const { server } = serving

  server.setRequestHandler('tools/list', async () => {
    const { offer } = await serving.access()
    return { tools: [...offer.tools.values()].map((tool) => tool.listed as Tool) }
  })

  server.setRequestHandler('tools/call', async ({ params }, ctx) => {
    const begun = serving.asking.get(ctx.mcpReq.id)
    serving.asking.delete(ctx.mcpReq.id)
    const answer = begun ?? (await callTool(serving, serving.changed, wireOf(serving, ctx), params))
    if (isInputRequiredResult(answer)) return answer
    return server.projectCallToolResult(answer.result, answer.tool.listed.outputSchema)
  })
}
