import { cursor, limit, z } from '../../sdk'

export const READ = ['read content']
export const INSERT = ['insert content']
export const UPDATE = ['update content']

/** What every list takes besides its own filters. */
export const paging = (standard = 20) => ({ limit: limit(standard), cursor: cursor() })

export const query = z.string().min(1).max(500)
export const order = z.enum(['newest', 'oldest']).optional().describe('By last edit.')
export const markdown = (says: string) => z.string().max(200_000).describe(says)
export const icon = z.string().min(1).max(2_000).optional().describe('An emoji, or URL of a picture.')
export const title = z.string().max(2_000)

/** Names of the given fields, of which exactly one must be there. */
export const oneOf =
  (...names: readonly string[]) =>
  (input: object): boolean =>
    names.filter((name) => (input as Record<string, unknown>)[name] !== undefined).length === 1
export const exactly = (...names: readonly string[]) => `Give exactly one of ${names.join(', ')}.`

// Output fields. Everything that may be absent is optional, because empty values are left out.
export const text = z.string()
export const maybe = z.string().optional()
export const flag = z.boolean().optional()
export const Parent = z.object({ type: text, id: maybe }).optional()
/** By name of the property. */
export const Values = z.record(z.string(), z.unknown())
