import { ConnectorError } from '../sdk'
import { toAdf } from './adf'
import { JIRA_NAMES } from './field-names'
import { findFieldWithSchema } from './fields'
import type { Assignable } from './users'
import { toJira } from './values'
import type { Vendor } from './vendor'

/** The fields that create_issue and update_issue name; null clears. */
export interface IssueChanges {
  readonly summary?: string | undefined
  readonly description?: string | null | undefined
  readonly type?: string | undefined
  readonly priority?: string | undefined
  readonly assignee?: string | null | undefined
  readonly reporter?: string | undefined
  readonly labels?: readonly string[] | undefined
  readonly components?: readonly string[] | undefined
  readonly fix_versions?: readonly string[] | undefined
  readonly due_date?: string | null | undefined
  readonly parent?: string | null | undefined
  /** By id or name. */
  readonly fields?: Readonly<Record<string, unknown>> | undefined
}

/** The body's `fields`. `parent` must be a key already. */
export async function issueFields(vendor: Vendor, changes: IssueChanges, where: Assignable) {
  const { description, fields: further = {}, ...simple } = changes
  const made: Record<string, unknown> = {}
  for (const [name, value] of Object.entries(simple)) {
    if (value === undefined) continue
    const id = JIRA_NAMES[name as keyof typeof JIRA_NAMES]
    const { schema } = await findFieldWithSchema(vendor, id)
    made[id] = await toJira(value, schema, { vendor, where: name === 'assignee' ? where : {}, field: name })
  }
  // An empty document clears it, too, and is what the field is said to take.
  if (description !== undefined) made.description = toAdf(description ?? '')
  for (const [name, value] of Object.entries(await furtherFields(vendor, further))) {
    if (name in made) throw twice(name)
    made[name] = value
  }
  return made
}

/** Fields by id or name, with values as people write them. */
export async function furtherFields(vendor: Vendor, given: Readonly<Record<string, unknown>>) {
  const made: Record<string, unknown> = {}
  for (const [wanted, value] of Object.entries(given)) {
    const { id, schema } = await findFieldWithSchema(vendor, wanted)
    if (id in made) throw twice(wanted)
    made[id] = await toJira(value, schema, { vendor, where: {}, field: 'fields' })
  }
  return made
}

const twice = (name: string) =>
  new ConnectorError('validation', `The field ${name} is given twice.`, { fields: { fields: 'Give each field once.' } })
