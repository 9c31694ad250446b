import { toAdf } from './adf'
import { momentOf } from './clock'
import { jiraTime } from './dates'
import type { FieldSchema } from './fields'
import { findPerson, type Assignable } from './users'
import type { Vendor } from './vendor'

/** Kinds whose values Jira takes by name; those that are never called by a number by id, too. */
const BY_ID = new Set(['priority', 'resolution', 'issuetype', 'status', 'securitylevel'])
const BY_NAME = new Set([...BY_ID, 'component', 'version', 'group'])

interface Target {
  readonly vendor: Vendor
  readonly where: Assignable
  /** What the argument is called, for errors. */
  readonly field: string
}

/**
 * A value as people write it (a name, a text, a number) in the form that Jira wants for the field. Objects are taken as
 * they are: whoever writes one knows Jira's form.
 */
export async function toJira(value: unknown, schema: FieldSchema | undefined, target: Target): Promise<unknown> {
  if (schema === undefined || value === null || typeof value === 'boolean') return value
  if (schema.type === 'array' && !isKind(schema, 'gh-sprint')) {
    const items: FieldSchema = { type: schema.items ?? 'string' }
    return Promise.all((Array.isArray(value) ? value : [value]).map((each) => toJira(each, items, target)))
  }
  if (typeof value !== 'string' && typeof value !== 'number') return value
  const text = String(value).trim()
  if (schema.type === 'doc' || isKind(schema, 'textarea')) return toAdf(text)
  if (schema.type === 'user') return { id: (await findPerson(target.vendor, text, target.where, target.field)).id }
  if (BY_NAME.has(schema.type)) return BY_ID.has(schema.type) && /^\d+$/.test(text) ? { id: text } : { name: text }
  if (schema.type === 'number' || isKind(schema, 'gh-sprint')) return numeric(text) ?? value
  switch (schema.type) {
    case 'option':
      return { value: text }
    case 'option-with-child': {
      const [parent = text, child] = text.split(/\s+>\s+/)
      return child === undefined ? { value: parent } : { value: parent, child: { value: child } }
    }
    case 'issue':
      return { key: text.toUpperCase() }
    case 'project':
      return /^\d+$/.test(text) ? { id: text } : { key: text.toUpperCase() }
    case 'datetime': {
      const at = await momentOf(target.vendor, text)
      return at === undefined ? value : jiraTime(at)
    }
    default:
      return value
  }
}

/** Custom fields say their kind at the end: a textarea takes ADF, a sprint the number of one. */
const isKind = ({ custom }: FieldSchema, kind: string): boolean => custom?.endsWith(`:${kind}`) ?? false

const numeric = (text: string): number | undefined =>
  text !== '' && Number.isFinite(Number(text)) ? Number(text) : undefined
