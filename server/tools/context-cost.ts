import type { ListedTool } from './compiled-tool'

/** How many tokens a tool takes of a model's context, by a usual encoding: others differ by a few per cent. */
export interface ContextCost {
  /** Name, description and input schema: what every client shows its model. */
  readonly input: number
  /** The output schema, which some clients show, too. */
  readonly output: number
}

/** The encoding is some megabytes, which only who asks loads. */
const loaded = () => import('gpt-tokenizer/encoding/o200k_base')

const known = new WeakMap<ListedTool['inputSchema'], Map<string, ContextCost>>()

export async function contextCost({ name, description, inputSchema, outputSchema }: ListedTool): Promise<ContextCost> {
  const { encode } = await loaded()
  const costs = known.get(inputSchema) ?? new Map<string, ContextCost>()
  known.set(inputSchema, costs)
  const tokens = (value: unknown): number => encode(JSON.stringify(value)).length
  const found = costs.get(name) ?? {
    input: tokens({ name, description, inputSchema }),
    output: outputSchema === undefined ? 0 : tokens(outputSchema),
  }
  costs.set(name, found)
  return found
}
