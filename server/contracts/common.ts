import { z } from 'zod'

/** One line of text that a person typed. Control characters are refused, for logs and terminals show it too. */
export const line = (max: number) =>
  z
    .string()
    .trim()
    .min(1)
    .max(max)
    .regex(/^\P{Cc}*$/u, 'Must not hold control characters.')

/** Several lines of text. */
export const paragraph = (max: number) => z.string().trim().max(max)

export const timestamp = () => z.iso.datetime({ offset: true })

/** Rows of one page; `nextCursor` is there when more follow. */
export const page = <T extends z.ZodType>(item: T) =>
  z.object({ items: z.array(item), nextCursor: z.string().optional() })

export const PageQuery = z.strictObject({
  limit: z.coerce.number().int().min(1).max(200).default(50).describe('Rows per page.'),
  cursor: z
    .string()
    .regex(/^[A-Za-z0-9_-]{1,500}$/, 'Pass nextCursor exactly as it came.')
    .optional()
    .describe('nextCursor of the previous page.'),
})
export type PageQuery = z.output<typeof PageQuery>

/** Yes or no in a query, where everything is text. */
export const flag = () => z.enum(['true', 'false']).transform((text) => text === 'true')

export const search = (where: string) =>
  z.string().trim().max(100).optional().describe(`Only those with this text in ${where}, whatever its case.`)

/** RFC 9457, with a stable code and the id that finds the request in the log. */
export const Problem = z
  .object({
    type: z.string(),
    title: z.string(),
    status: z.int(),
    code: z.string(),
    detail: z.string(),
    hint: z.string().optional().describe('What to do next.'),
    fields: z.record(z.string(), z.string()).optional().describe('Field path to what is wrong with it.'),
    requestId: z.string(),
  })
  .meta({ id: 'Problem' })
export type Problem = z.output<typeof Problem>

/** Somebody of this tenant. */
export const PersonRef = z.object({ id: z.uuid(), name: z.string() })
export type PersonRef = z.output<typeof PersonRef>

export const Effect = z.enum(['read', 'write', 'update', 'destroy'])
