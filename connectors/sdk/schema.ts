import { z } from 'zod'

export type JsonSchema = Readonly<Record<string, unknown>>

/** A schema the author did not write in zod: from an upstream server or a document. */
export interface RawSchema {
  readonly jsonSchema: JsonSchema
}

/** Input or output of a tool: zod, or raw JSON Schema for types whose tools are known only at run time. */
export type Schema = z.ZodType | RawSchema

/** What a method receives after validation. */
export type Input<S extends Schema> = S extends z.ZodType ? z.output<S> : Readonly<Record<string, unknown>>

export const isRaw = (schema: Schema): schema is RawSchema => 'jsonSchema' in schema && !('_zod' in schema)

/**
 * `io: 'input'` because a defaulted field must not look required; the dialect line is left out because 2020-12 is MCP's
 * default and each tool would pay for it in tokens.
 */
export function toJsonSchema(schema: Schema): JsonSchema {
  if (isRaw(schema)) {
    return schema.jsonSchema
  }
  const { $schema: _dialect, ...rest } = z.toJSONSchema(schema, { io: 'input' })
  return oneTypeEach(rest) as JsonSchema
}

/** Several clients know fields of one type only and drop what says two: branches say the same to all. */
function oneTypeEach(node: unknown): unknown {
  if (Array.isArray(node)) return node.map(oneTypeEach)
  if (typeof node !== 'object' || node === null) return node
  const entries = Object.entries(node).map(([key, value]) =>
    key === 'type' && Array.isArray(value)
      ? ['anyOf', value.map((each: unknown) => ({ type: each }))]
      : [key, oneTypeEach(value)],
  )
  return Object.fromEntries(entries)
}

/** How many items one page holds. */
export const limit = (standard = 20, max = 100) => z.int().min(1).max(max).default(standard).describe('Items per page.')

const CURSOR = 'next_cursor of the previous page; keep the other arguments as they were.'

/** Opaque to the model; the method receives the vendor's own cursor. See {@link page}. */
export const cursor = () => z.string().max(4_096).optional().describe(CURSOR)

/**
 * One page of a list. The method returns the vendor's cursor as `next_cursor` (nothing at the end); the base class makes
 * it opaque, ties it to the other arguments and fills `has_more`.
 */
export const page = <I extends z.ZodType>(item: I) =>
  z.object({
    items: z.array(item),
    next_cursor: z.string().optional(),
    has_more: z.boolean().optional(),
    total: z.number().optional(),
  })

export const detail = () =>
  z.enum(['summary', 'full']).default('summary').describe('full adds bodies and longer fields.')
