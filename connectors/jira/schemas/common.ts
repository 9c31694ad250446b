import { cursor, limit, z } from '../../sdk'
import { reference, textReference } from '../identifiers'

export const issue = (what = 'Key such as HARBOR-12, or its address') => textReference('issue', `${what}.`)
export const project = (what = 'Key such as HARBOR, or its address') => textReference('project', `${what}.`)
export const board = reference('board', 'Board id, or its address.')
export const sprint = reference('sprint', 'Sprint id (list_sprints).')
export const person = (what: string) =>
  z.string().min(1).max(255).describe(`${what}: full name, e-mail, account id or "me".`)

/** Jira takes no longer text. */
const LONGEST = 32_767
export const markdown = (what = 'Markdown.') => z.string().min(1).max(LONGEST).describe(what)

/** A query that only sorts would search the whole site, which Jira refuses. */
const isBounded = (jql: string): boolean => !/^\s*(?:order\s+by\b|$)/i.test(jql)
export const jql = (description: string) =>
  z
    .string()
    .max(10_000)
    .refine(isBounded, 'Add a restriction, such as project = HARBOR or updated >= -30d.')
    .describe(description)

export const moreFields = z
  .array(z.string().min(1).max(255))
  .max(20)
  .optional()
  .describe('Further fields, by name or id, e.g. "Story Points".')

/** Fields to set: names or ids with their values. */
export const fieldValues = z
  .record(z.string().min(1).max(255), z.unknown())
  .optional()
  .describe('Other fields by name or id, e.g. {"Story Points": 5, "Severity": "High"}. Long texts are Markdown.')

/** What every list takes besides its own filters. */
export const paging = (standard = 20) => ({ limit: limit(standard), cursor: cursor() })

// Output fields. What may be absent is optional, because empty values are left out.
export const text = z.string()
export const maybe = z.string().optional()
export const count = z.number().optional()
export const flag = z.boolean().optional()
export const names = z.array(z.string()).optional()

export const READ = ['read:jira-work']
export const WRITE = ['write:jira-work']
export const PEOPLE = ['read:jira-user']
