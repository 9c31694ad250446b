import { answer, ConnectorError, path, z } from '../sdk'
import { notOne, sameText } from './candidates'
import { jiraName } from './field-names'
import { type Raw, raw, text } from './shape/read'
import { remembered, type Vendor } from './vendor'

/** A field of Jira: what it is called and what its value looks like. */
export interface Field {
  readonly id: string
  readonly name: string
  /** Undefined where Jira did not say. */
  readonly schema?: FieldSchema | undefined
}

export interface FieldSchema {
  readonly type: string
  readonly items?: string | undefined
  /** The kind of a custom field, such as `...:textarea`. */
  readonly custom?: string | undefined
}

const CUSTOM_ID = /^customfield_\d+$/

const list = (items: string): FieldSchema => ({ type: 'array', items })

/** Fields that every site has, by id. Their names in Jira are translated. */
const SYSTEM: Readonly<Record<string, FieldSchema>> = {
  summary: { type: 'string' },
  description: { type: 'doc' },
  environment: { type: 'doc' },
  issuetype: { type: 'issuetype' },
  priority: { type: 'priority' },
  resolution: { type: 'resolution' },
  status: { type: 'status' },
  security: { type: 'securitylevel' },
  project: { type: 'project' },
  assignee: { type: 'user' },
  reporter: { type: 'user' },
  creator: { type: 'user' },
  labels: list('string'),
  components: list('component'),
  fixVersions: list('version'),
  versions: list('version'),
  parent: { type: 'issue' },
  duedate: { type: 'date' },
  created: { type: 'datetime' },
  updated: { type: 'datetime' },
  resolutiondate: { type: 'datetime' },
  timetracking: { type: 'timetracking' },
  attachment: list('attachment'),
  issuelinks: list('issuelinks'),
  subtasks: list('issuelinks'),
  votes: { type: 'votes' },
  watches: { type: 'watches' },
}

export function toSchema(value: unknown): FieldSchema | undefined {
  const { type, items, custom } = raw(value)
  return typeof type === 'string' ? { type, items: text(items), custom: text(custom) } : undefined
}

/** A field by id or name. */
export async function findField(vendor: Vendor, wanted: string): Promise<Field> {
  const system = jiraName(wanted) ?? Object.keys(SYSTEM).find((id) => sameText(id, wanted))
  if (system !== undefined) return { id: system, name: system, schema: SYSTEM[system] }
  if (CUSTOM_ID.test(wanted)) return { id: wanted, name: wanted }
  return remembered(vendor, `field:${wanted.toLowerCase()}`, () => byName(vendor, wanted))
}

/** The same, with what its value looks like also where an id was given; a project's own fields may stay unknown. */
export async function findFieldWithSchema(vendor: Vendor, wanted: string): Promise<Field> {
  const field = await findField(vendor, wanted)
  if (field.schema) return field
  return remembered(vendor, `field:${field.id}`, async () => {
    const found = await search(vendor, { id: field.id })
    return found.find(({ id }) => id === field.id) ?? field
  })
}

async function byName(vendor: Vendor, wanted: string): Promise<Field> {
  const found = await search(vendor, { query: wanted })
  const [one, ...others] = found.filter(({ name, id }) => sameText(name, wanted) || sameText(id, wanted))
  if (one && others.length === 0) return one
  throw notOne(
    'fields',
    one ? `Several fields are called "${wanted}".` : `No field is called "${wanted}".`,
    (one ? [one, ...others] : found).map(({ name, id }) => `${name} (${id})`),
    one ? 'Give the id of the one you mean.' : 'Look with search_fields or get_create_fields, and give the id.',
  )
}

async function search({ http }: Vendor, query: { readonly id: string } | { readonly query: string }): Promise<Field[]> {
  const { body } = await http.get(path`/rest/api/3/field/search`, {
    query: { ...query, maxResults: 50 },
    effect: 'read',
  })
  const { values } = answer(z.object({ values: z.array(z.unknown()) }), body)
  return values.map(raw).flatMap((each: Raw) => {
    const [id, name] = [text(each.id), text(each.name)]
    return id === undefined || name === undefined ? [] : [{ id, name, schema: toSchema(each.schema) }]
  })
}

const ALL = '*all'

/** The ids of further fields to read, with the names they were asked by. */
export async function readableFields(vendor: Vendor, wanted: readonly string[] = [], all = false) {
  if (all && wanted.includes(ALL)) return new Map([[ALL, ALL]])
  if (wanted.some((name) => name.startsWith('*'))) {
    throw new ConnectorError('validation', 'Fields are named one by one here.', {
      fields: { fields: 'Give names or ids; *all is for get_issue.' },
    })
  }
  const found = await Promise.all(wanted.map((name) => findField(vendor, name)))
  return new Map(found.map(({ id }, i) => [id, wanted[i] ?? id]))
}
