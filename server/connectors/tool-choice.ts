import type { CreateConnector } from '../contracts/connectors'
import { AppError } from '../errors'
import type { ToolSummary } from './service'

/** The tools that a new connector begins without, by their names inside the type. */
export function leftOut(tools: readonly ToolSummary[], choice: Exclude<CreateConnector['tools'], 'all'>): string[] {
  if (choice === 'read') return tools.flatMap(({ tool, effect }) => (effect === 'read' ? [] : [tool]))
  const known = new Set(tools.map(({ tool }) => tool))
  const unknown = choice.flatMap((name, i) => (known.has(name) ? [] : [[`tools.${i}`, 'There is no such tool.']]))
  if (unknown.length > 0) {
    throw new AppError('invalid_request', 'The body is not valid.', { fields: Object.fromEntries(unknown) })
  }
  const wanted = new Set(choice)
  return [...known].filter((tool) => !wanted.has(tool))
}
