import type { Tool } from '@modelcontextprotocol/client'
import type { JsonSchema } from '../../../mcp/schema'

export type { Tool }

export type ToolEffect = 'read' | 'write' | 'update' | 'destroy'

/** What a tool says of itself. One that says nothing may do anything. */
export function effectOf({ annotations = {} }: Tool): ToolEffect {
  if (annotations.readOnlyHint === true) return 'read'
  if (annotations.destructiveHint !== false) return 'destroy'
  return annotations.idempotentHint === true ? 'update' : 'write'
}

export const titleOf = (tool: Tool): string => tool.title ?? tool.annotations?.title ?? tool.name

export const inputOf = (tool: Tool): JsonSchema => tool.inputSchema as JsonSchema

/** Every word of the search somewhere in its name, title or description. */
export function findTools(tools: readonly Tool[], search: string): readonly Tool[] {
  const words = search.toLowerCase().split(/\s+/).filter(Boolean)
  return tools.filter((tool) => {
    const text = `${tool.name} ${titleOf(tool)} ${tool.description ?? ''}`.toLowerCase()
    return words.every((word) => text.includes(word))
  })
}
