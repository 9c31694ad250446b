import { type GetPromptResult, ProtocolError, ProtocolErrorCode } from '@modelcontextprotocol/server'
import { toProtocolErrorOf } from '../connector-error'
import type { Serving } from '../serving'
import { askConnector } from './ask-connector'

const MAX_COMPLETIONS = 100

export function handlePrompts(serving: Serving): void {
  const { server } = serving

  server.setRequestHandler('prompts/list', async () => {
    const { offer } = await serving.access()
    return {
      prompts: [...offer.prompts.values()].map(({ name, definition }) => ({
        name,
        ...(definition.title === undefined ? {} : { title: definition.title }),
        description: definition.description,
        arguments: definition.arguments.map(({ options: _, ...argument }) => argument),
      })),
    }
  })

  server.setRequestHandler('prompts/get', async ({ params }, ctx) => {
    const access = await serving.access()
    const prompt = access.offer.prompts.get(params.name)
    if (!prompt) throw new ProtocolError(ProtocolErrorCode.InvalidParams, `Unknown prompt: ${params.name}`)
    const { connector, definition } = prompt
    const args = params.arguments ?? {}
    try {
      return await askConnector(serving, ctx, access, connector, ['prompt', prompt.name, args], async (ask, on) => {
        const messages = await serving.runner.renderPrompt(ask, on, definition.name, args)
        return { description: definition.description, messages: messages as GetPromptResult['messages'] }
      })
    } catch (error) {
      throw toProtocolErrorOf(error)
    }
  })

  server.setRequestHandler('completion/complete', async ({ params }) => {
    const { offer } = await serving.access()
    const { ref, argument } = params
    const prompt = ref.type === 'ref/prompt' ? offer.prompts.get(ref.name) : undefined
    const options = prompt?.definition.arguments.find((a) => a.name === argument.name)?.options ?? []
    const values = options.filter((o) => o.toLowerCase().startsWith(argument.value.toLowerCase()))
    return {
      completion: {
        values: values.slice(0, MAX_COMPLETIONS),
        total: values.length,
        hasMore: values.length > MAX_COMPLETIONS,
      },
    }
  })
}
