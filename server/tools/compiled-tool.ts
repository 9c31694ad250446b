import { type Effect, type JsonSchema, toJsonSchema, type ToolDefinition } from '../../connectors/sdk'
import { type Validate, validator } from './validator'

/** A tool as MCP lists it. */
export interface ListedTool {
  readonly name: string
  readonly title?: string
  readonly description: string
  readonly inputSchema: { type: 'object' } & JsonSchema
  readonly outputSchema?: { type: 'object' } & JsonSchema
  readonly annotations: {
    readonly readOnlyHint: boolean
    readonly destructiveHint: boolean
    readonly idempotentHint: boolean
    readonly openWorldHint: true
  }
}

/** A tool with everything that costs time done: schemas converted and compiled. */
export interface CompiledTool {
  /** The name inside its type. */
  readonly tool: string
  /** The name on the wire: `<connector slug>_<tool>`. */
  readonly name: string
  /** Names on the wire that still answer but are not listed. */
  readonly aliases: readonly string[]
  readonly effect: Effect
  readonly scopes: readonly string[]
  readonly optionalScopes: readonly string[]
  /** Which of the account's tokens. */
  readonly token: string | undefined
  readonly listed: ListedTool
  readonly validateInput: Validate
  readonly validateOutput: Validate | undefined
}

/** The four hints, from one table. */
const HINTS: Readonly<Record<Effect, Omit<ListedTool['annotations'], 'openWorldHint'>>> = {
  read: { readOnlyHint: true, destructiveHint: false, idempotentHint: true },
  write: { readOnlyHint: false, destructiveHint: false, idempotentHint: false },
  update: { readOnlyHint: false, destructiveHint: false, idempotentHint: true },
  destroy: { readOnlyHint: false, destructiveHint: true, idempotentHint: false },
}

interface Compiled {
  inputSchema: ListedTool['inputSchema']
  outputSchema: ListedTool['outputSchema']
  validateInput: Validate
  validateOutput: Validate | undefined
}

/** By declaration: the tools of a static type are compiled once per process, however many tenants use it. */
const compiled = new WeakMap<object, Compiled>()
/** And by slug, for most tenants call a connector by its type: what each of them held for itself would fill the memory. */
const named = new WeakMap<object, Map<string, CompiledTool>>()
const MAX_SLUGS = 20

export function compileTool(slug: string, definition: ToolDefinition): CompiledTool {
  let bySlug = named.get(definition)
  if (!bySlug) named.set(definition, (bySlug = new Map()))
  const known = bySlug.get(slug)
  if (known) return known
  const tool = nameTool(slug, definition)
  const [oldest] = bySlug.keys()
  if (bySlug.size >= MAX_SLUGS && oldest !== undefined) bySlug.delete(oldest)
  bySlug.set(slug, tool)
  return tool
}

function nameTool(slug: string, definition: ToolDefinition): CompiledTool {
  const parts = compiled.get(definition) ?? compile(definition)
  const name = `${slug}_${definition.name}`
  return {
    tool: definition.name,
    name,
    aliases: (definition.aliases ?? []).map((alias) => `${slug}_${alias}`),
    effect: definition.effect,
    scopes: definition.scopes,
    optionalScopes: definition.optionalScopes ?? [],
    token: definition.token,
    validateInput: parts.validateInput,
    validateOutput: parts.validateOutput,
    listed: {
      name,
      ...(definition.title === undefined ? {} : { title: definition.title }),
      description: definition.description,
      inputSchema: parts.inputSchema,
      ...(parts.outputSchema === undefined ? {} : { outputSchema: parts.outputSchema }),
      annotations: { ...HINTS[definition.effect], openWorldHint: true },
    },
  }
}

function compile(definition: ToolDefinition): Compiled {
  const { input, output } = definition
  const parts: Compiled = {
    inputSchema: { type: 'object', ...toJsonSchema(input) },
    outputSchema: output && { type: 'object', ...toJsonSchema(output) },
    validateInput: validator(input),
    validateOutput: output && validator(output),
  }
  compiled.set(definition, parts)
  return parts
}
