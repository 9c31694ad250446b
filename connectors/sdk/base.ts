import { z } from 'zod'
import { Content, type ResourceContents } from './content'
import { type CallContext, type ConnectorInstance, type Memory, NO_MEMORY } from './context'
import { decodeCursor, encodeCursor } from './cursor'
import { type ConnectorClass, type Declared, declarationOf, declaredBy, type ResourceBody } from './declarations'
import { ConnectorError } from './errors'
import type { AuthCheck, Connector, PromptDefinition, PromptMessage, ResourceDefinition, ToolDefinition } from './face'
import type { VendorHttp } from './http'
import { BadPathValue } from './path'
import { visible, visibleDeep } from './text'
import { isTemplate, matchTemplate } from './uri-template'

type Args = Readonly<Record<string, unknown>>
type Method = (input: unknown, ctx: CallContext) => Promise<unknown>

const toolsOf = new WeakMap<Declared, readonly ToolDefinition[]>()

/**
 * A connector type is a class that extends this. One object serves one call of one caller. The platform calls the six
 * public methods and nothing else; a type whose tools are known only at run time overrides them.
 */
export abstract class BaseConnector implements Connector {
  protected readonly http: VendorHttp
  protected readonly configuration: Readonly<Record<string, unknown>>
  protected readonly memory: Memory
  readonly #slug: string

  constructor(instance: ConnectorInstance) {
    this.http = instance.http
    this.configuration = instance.configuration
    this.memory = instance.memory ?? NO_MEMORY
    this.#slug = instance.slug
  }

  async getTools(_ctx: CallContext): Promise<readonly ToolDefinition[]> {
    const declared = this.#declared
    let tools = toolsOf.get(declared)
    if (!tools) {
      tools = [...declared.tools].map(([name, { declaration }]) => ({ ...declaration, name }))
      toolsOf.set(declared, tools)
    }
    return tools
  }

  async executeTool(name: string, args: Args, ctx: CallContext): Promise<unknown> {
    const found = this.#declared.tools.get(name)
    if (!found) throw new Error(`There is no tool "${name}".`)
    const position = typeof args.cursor === 'string' ? decodeCursor(args.cursor, args) : undefined
    const result = await this.#call(found.method, position ? { ...args, cursor: position.vendor } : args, ctx)
    if (result instanceof Content) return visibleContent(result)
    return visibleDeep(finishPage(result, position?.skip ?? 0, args))
  }

  async getResources(_ctx: CallContext): Promise<readonly ResourceDefinition[]> {
    return this.#declared.resources.map(({ declaration }) => ({ ...declaration, uri: this.#ownUri(declaration.uri) }))
  }

  async readResource(uri: string, ctx: CallContext): Promise<ResourceContents> {
    for (const { method, declaration } of this.#declared.resources) {
      const own = this.#ownUri(declaration.uri)
      const params = isTemplate(own) ? matchTemplate(own, uri) : own === uri ? {} : undefined
      if (!params) continue
      const body = (await this.#call(method, params, ctx)) as ResourceBody
      const mimeType = (typeof body === 'string' ? undefined : body.mimeType) ?? declaration.mimeType
      const type = mimeType === undefined ? {} : { mimeType }
      if (typeof body !== 'string' && 'blob' in body) return { uri, ...type, blob: body.blob }
      return { uri, ...type, text: String(visibleDeep(typeof body === 'string' ? body : body.text)) }
    }
    throw new ConnectorError('not_found', `There is no resource ${uri}.`)
  }

  async getPrompts(_ctx: CallContext): Promise<readonly PromptDefinition[]> {
    return [...this.#declared.prompts].map(([name, { method, declaration }]) => {
      const schema = declaration.arguments ?? z.object({})
      return {
        name,
        ...(declaration.title === undefined ? {} : { title: declaration.title }),
        description: declaration.description,
        arguments: Object.entries(schema.shape).map(([argument, field]) =>
          describeArgument(argument, field as z.ZodType),
        ),
        render: async (args, ctx) => {
          const parsed = schema.safeParse(args)
          if (!parsed.success) throw fieldErrors(parsed.error)
          const made = (await this.#call(method, parsed.data, ctx)) as string | readonly PromptMessage[]
          return typeof made === 'string' ? [{ role: 'user', content: { type: 'text', text: made } }] : made
        },
      }
    })
  }

  /** Asks the vendor whether the credential works. Types override it; what cannot be asked counts as working. */
  async validateAuth(_ctx: CallContext): Promise<AuthCheck> {
    return {}
  }

  get #declared(): Declared {
    return declaredBy(this.constructor as ConnectorClass)
  }

  /** Two connectors of one type must not share URIs: a scheme that is the type's name becomes the connector's slug. */
  #ownUri(uri: string): string {
    const type = declarationOf(this.constructor as ConnectorClass)?.type ?? ''
    const scheme = `${type.replaceAll('_', '-')}://`
    return uri.startsWith(scheme) ? `${this.#slug.replaceAll('_', '-')}://${uri.slice(scheme.length)}` : uri
  }

  async #call(method: string, input: unknown, ctx: CallContext): Promise<unknown> {
    try {
      return await (this as unknown as Record<string, Method>)[method]?.call(this, input, ctx)
    } catch (error) {
      if (error instanceof BadPathValue) throw new ConnectorError('validation', error.message)
      throw error
    }
  }
}

/** Names the fields that did not pass, in zod's own words: these are about our schema, not vendor text. */
export function fieldErrors(error: z.ZodError): ConnectorError {
  const fields = Object.fromEntries(error.issues.map((i) => [i.path.join('.') || '(arguments)', i.message]))
  const list = Object.entries(fields).map(([field, message]) => `${field}: ${message}`)
  return new ConnectorError('validation', `Invalid arguments. ${list.join('; ')}`, { fields })
}

function visibleContent({ blocks, isError, structured }: Content): Content {
  const shown = blocks.map((block) => (block.type === 'text' ? { ...block, text: visible(block.text) } : block))
  return new Content(shown, isError, structured && (visibleDeep(structured) as Readonly<Record<string, unknown>>))
}

function finishPage(result: unknown, skip: number, args: Args): unknown {
  if (typeof result !== 'object' || result === null || !Array.isArray((result as { items?: unknown }).items)) {
    return result
  }
  const { next_cursor: next, items, ...rest } = result as { items: unknown[]; next_cursor?: unknown }
  const more = next !== undefined && next !== null && next !== ''
  return {
    items: skip > 0 ? items.slice(skip) : items,
    ...rest,
    ...(more ? { next_cursor: encodeCursor({ vendor: String(next), skip: 0 }, args) } : {}),
    has_more: more,
  }
}

function describeArgument(name: string, field: z.ZodType): PromptDefinition['arguments'][number] {
  const required = !field.safeParse(undefined).success
  let inner: z.ZodType = field
  while (inner instanceof z.ZodOptional || inner instanceof z.ZodDefault) inner = inner.unwrap() as z.ZodType
  // optional() and default() do not carry over what describe() said before them.
  const description = field.description ?? inner.description
  return {
    name,
    ...(description === undefined ? {} : { description }),
    required,
    ...(inner instanceof z.ZodEnum ? { options: inner.options.map(String) } : {}),
  }
}
