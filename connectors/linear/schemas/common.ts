import { cursor, limit, z } from '../../sdk'
import { isDay, issueRef, sinceRef, slugRef, teamRef, userRef } from '../identifiers'

// Input. What people paste becomes what Linear takes; names become ids later.

/** Text that is required to become something, or is refused with what to write. */
export const normal = (to: (text: string) => string | undefined, otherwise: string | ((text: string) => string)) =>
  z.string().transform((text, ctx) => {
    const found = to(text.trim())
    if (found !== undefined && found !== '') return found
    ctx.addIssue({ code: 'custom', message: typeof otherwise === 'string' ? otherwise : otherwise(text.trim()) })
    return z.NEVER
  })

export const issue = normal(issueRef, 'Write it as ENG-123, or give its URL or UUID.').describe(
  'ENG-123, its URL or UUID.',
)
const EMPTY = 'Give a name.'
export const name = normal((text) => text, EMPTY)
export const team = normal(teamRef, EMPTY).describe('Key (ENG) or name.')
export const person = normal(userRef, EMPTY)
export const project = normal(slugRef, EMPTY).describe('Name, URL or UUID.')
export const labels = z.array(name).min(1).max(20)

export const since = (what: string) =>
  normal(sinceRef, 'Write a date such as 2026-01-31, an ISO 8601 time, or a span such as 7d.').describe(
    `${what}: 2026-01-31, or 7d.`,
  )

export const day = z.string().refine(isDay, 'Write a date that there is, such as 2026-01-31.')

export const PRIORITIES = ['none', 'urgent', 'high', 'medium', 'low'] as const
export const priority = z.enum(PRIORITIES)
export const body = z.string().max(100_000)
export const title = z.string().min(1).max(256)
export const order = z.enum(['updated', 'created']).default('updated').describe('Newest first by this.')
export const archived = z.boolean().default(false)
export const query = (what: string) => z.string().min(1).max(200).describe(`Part of the ${what}.`)

/** Linear's price of a page grows with it. */
export const paging = (standard = 20) => ({ limit: limit(standard, 50), cursor: cursor() })

/** Whether a change says anything besides what is to be changed. */
export const changes = (input: object): boolean => Object.keys(input).length > 1
export const NO_CHANGE = 'Give at least one field to change.'

// Output. Everything that may be absent is optional, because empty values are left out.
export const text = z.string()
export const maybe = z.string().optional()
export const count = z.number().optional()
export const flag = z.boolean().optional()
export const names = z.array(z.string()).optional()
