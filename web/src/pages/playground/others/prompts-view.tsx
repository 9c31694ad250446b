import type { GetPromptResult, Prompt } from '@modelcontextprotocol/client'
import { useMutation } from '@tanstack/react-query'
import { MessageSquareText } from 'lucide-react'
import { useState, type FormEvent } from 'react'
import type { Connection } from '../../../mcp/connect'
import { mcpProblem } from '../../../mcp/problem'
import type { JsonSchema } from '../../../mcp/schema'
import { Button } from '../../../ui/button'
import { Disclosure } from '../../../ui/disclosure'
import { Empty } from '../../../ui/empty'
import { Panel } from '../../../ui/panel'
import { ProblemNotice } from '../../../ui/problem'
import { Block } from '../result/blocks'
import { check } from '../schema-form/check'
import { SchemaForm } from '../schema-form/schema-form'

/** The prompts of the endpoint, each to be filled in. */
export function PromptsView({
  prompts,
  connection,
}: {
  prompts: readonly Prompt[]
  connection: Connection | undefined
}) {
  if (prompts.length === 0) {
    return (
      <Empty title="This endpoint has no prompts" icon={<MessageSquareText />}>
        Prompts are texts that a connector writes for a client to begin with.
      </Empty>
    )
  }
  return (
    <div className="grid min-w-0 gap-3">
      {prompts.map((prompt) => (
        <Panel key={prompt.name} padded>
          <Disclosure summary={prompt.title ?? prompt.name}>
            <PromptForm prompt={prompt} connection={connection} />
          </Disclosure>
        </Panel>
      ))}
    </div>
  )
}

/** The arguments of a prompt are texts. */
const schemaOf = ({ arguments: args = [] }: Prompt): JsonSchema => ({
  type: 'object',
  properties: Object.fromEntries(
    args.map(({ name, description }) => [name, { type: 'string', ...(description !== undefined && { description }) }]),
  ),
  required: args.filter(({ required }) => required === true).map(({ name }) => name),
})

function PromptForm({ prompt, connection }: { prompt: Prompt; connection: Connection | undefined }) {
  const schema = schemaOf(prompt)
  const [args, setArgs] = useState<unknown>({})
  const [isTried, setTried] = useState(false)
  const get = useMutation({
    mutationFn: async ({ client }: Connection): Promise<GetPromptResult> => {
      try {
        return await client.getPrompt({ name: prompt.name, arguments: args as Record<string, string> })
      } catch (error) {
        throw mcpProblem(error)
      }
    },
  })
  const submit = (event: FormEvent) => {
    event.preventDefault()
    setTried(true)
    if (connection && Object.keys(check(schema, args)).length === 0) get.mutate(connection)
  }
  return (
    <form noValidate onSubmit={submit} className="grid min-w-0 gap-4">
      <p className="text-13 text-muted">{prompt.description}</p>
      <SchemaForm schema={schema} value={args} onChange={setArgs} errors={isTried ? check(schema, args) : {}} />
      <Button type="submit" className="justify-self-start" busy={get.isPending} disabled={!connection}>
        Get the prompt
      </Button>
      {get.error !== null && <ProblemNotice error={get.error} />}
      {get.data?.messages.map(({ role, content }, n) => (
        <div key={n} className="grid min-w-0 gap-1">
          <p className="text-12 text-muted">{role === 'user' ? 'As the person' : 'As the assistant'}</p>
          <Block block={content} />
        </div>
      ))}
    </form>
  )
}
