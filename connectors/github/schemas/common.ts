import { cursor, limit, page, z } from '../../sdk'

const URL_FORM = /^(?:https?:\/\/(?:[\w.-]*github[\w.-]*|[\w.-]+\.ghe\.com)\/|git@[\w.-]+:)([^/?#]+\/[^/?#]+)/i

const shortRepository = (text: string): string => (URL_FORM.exec(text.trim())?.[1] ?? text.trim()).replace(/\.git$/, '')

/** `owner/repo` after parsing; people paste addresses, so these are taken too. */
export const repository = z
  .string()
  .max(300)
  .transform(shortRepository)
  .pipe(z.string().regex(/^[\w.-]+\/[\w.-]+$/, 'Write it as owner/repo.'))
  .describe('owner/repo, or its URL.')

/** ISO 8601 in seconds, as the vendor wants it; a bare date is taken too. */
export const time = (what: string) =>
  z
    .string()
    .max(40)
    .transform((text, ctx) => {
      const at = Date.parse(text)
      if (/^\d{4}-/.test(text) && !Number.isNaN(at)) return new Date(at).toISOString().replace('.000Z', 'Z')
      ctx.addIssue({ code: 'custom', message: 'Write a date such as 2026-01-31, or an ISO 8601 time.' })
      return z.NEVER
    })
    .describe(`${what} (ISO 8601, e.g. 2026-01-31).`)

export const issueNumber = z.int().min(1).describe('The number after #.')
export const username = z.string().min(1).max(100).describe('Login, without @.')
export const id = (what: string) => z.int().min(1).describe(what)
export const direction = z.enum(['asc', 'desc']).default('desc')

/** What every list takes besides its own filters. */
export const paging = (standard = 20) => ({ limit: limit(standard), cursor: cursor() })

/** Up to 1,000 results can be paged through, whatever `total` says. */
export const searchPage = <I extends z.ZodType>(item: I) => page(item).extend({ incomplete: flag })

export const branch = (what: string) =>
  z
    .string()
    .min(1)
    .max(255)
    .transform((name) => name.replace(/^refs\/heads\//, ''))
    .describe(what)

// Output fields. Everything that may be absent is optional, because empty values are left out.
export const text = z.string()
export const maybe = z.string().optional()
export const count = z.number().optional()
export const flag = z.boolean().optional()
export const names = z.array(z.string()).optional()

/** A file of a diff. */
export const ChangedFile = z.object({
  path: text,
  status: maybe,
  additions: count,
  deletions: count,
  previous_path: maybe,
  patch: maybe,
})
