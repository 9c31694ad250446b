import type { z } from 'zod'
import { Problem } from '../api/client'

/** Field -> what is wrong with it. */
export type FieldErrors = Readonly<Record<string, string>>

type Issue = z.core.$ZodIssue

/** What the contract has against a form, before the server is asked. Of several complaints about a field, the first. */
export function wrongFields(contract: z.ZodType, value: unknown): FieldErrors {
  const issues: readonly Issue[] = contract.safeParse(value).error?.issues ?? []
  return Object.fromEntries(issues.map((issue) => [issue.path.join('.'), inWords(issue)]).toReversed())
}

/** What the server had against it. */
export const refusedFields = (error: unknown): FieldErrors => (error instanceof Problem ? error.fields : {})

function inWords(issue: Issue): string {
  if (issue.code === 'too_small' && issue.origin === 'string') {
    return issue.minimum === 1 ? 'Fill this in.' : `At least ${issue.minimum} characters.`
  }
  if (issue.code === 'too_big' && issue.origin === 'string') return `At most ${issue.maximum} characters.`
  if (issue.code === 'invalid_format' && issue.format === 'url') return 'A whole address, such as https://example.com.'
  if (issue.code === 'invalid_format' && issue.format === 'email') return 'An address such as ana@example.com.'
  return issue.message
}
