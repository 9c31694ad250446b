import { z } from 'zod'
import { isObject, propertiesOf, type JsonSchema } from '../../mcp/schema'

const Entry = z.object({
  id: z.string(),
  at: z.number(),
  connector: z.string().optional(),
  tool: z.string(),
  args: z.unknown(),
  outcome: z.enum(['answered', 'failed', 'cancelled']),
  ms: z.number(),
})
/** One call that was made here: what was asked, never what was answered. */
export type HistoryEntry = z.output<typeof Entry>

const MOST = 30
const MAX_CHARACTERS = 20_000

/** Of one person in one tenant, as long as this tab is open. */
const keyOf = (tenant: string, person: string): string => `sagemcp.playground.${person}.${tenant}`

export function readHistory(tenant: string, person: string): readonly HistoryEntry[] {
  try {
    return z.array(Entry).parse(JSON.parse(sessionStorage.getItem(keyOf(tenant, person)) ?? '[]'))
  } catch {
    return []
  }
}

/** Newest first. What cannot be kept is only not there to be run again. */
export function keepHistory(tenant: string, person: string, entries: readonly HistoryEntry[]): readonly HistoryEntry[] {
  const kept = entries.filter((each) => JSON.stringify(each).length <= MAX_CHARACTERS).slice(0, MOST)
  try {
    sessionStorage.setItem(keyOf(tenant, person), JSON.stringify(kept))
  } catch {
    // The browser has no room, or keeps nothing: the list on the page is all there is.
  }
  return kept
}

/** The arguments without what their schema calls a secret. */
export function withoutSecrets(schema: JsonSchema, args: unknown): unknown {
  if (Array.isArray(args)) {
    const item = isObject(schema.items) ? (schema.items as JsonSchema) : {}
    return args.map((each) => withoutSecrets(item, each))
  }
  if (!isObject(args)) return args
  const properties = propertiesOf(schema)
  const kept = Object.entries(args).filter(([name]) => !isSecret(properties[name]))
  return Object.fromEntries(kept.map(([name, each]) => [name, withoutSecrets(properties[name] ?? {}, each)]))
}

const isSecret = (schema: JsonSchema | undefined): boolean =>
  schema?.writeOnly === true || schema?.format === 'password'
