import { answer, type PageInput, path, z } from '../sdk'
import { list } from './calls'
import { notOne, sameText } from './candidates'
import { type Detail, toCreateField } from './shape'
import { nameOf, raw, text } from './shape/read'
import { remembered, type Vendor } from './vendor'

const Types = z.object({ issueTypes: z.array(z.unknown()) })

/** The fields of a new issue; the type by id or name. */
export async function createFields(vendor: Vendor, project: string, type: string, detail: Detail, page: PageInput) {
  const id = /^\d+$/.test(type)
    ? type
    : await remembered(vendor, `type:${project}:${type}`, () => find(vendor, project, type))
  const where = path`/rest/api/3/issue/createmeta/${project}/issuetypes/${id}`
  return list(vendor.http, where, page, {}, 'fields', toCreateField(detail))
}

async function find({ http }: Vendor, project: string, wanted: string): Promise<string> {
  const where = path`/rest/api/3/issue/createmeta/${project}/issuetypes`
  const { body } = await http.get(where, { query: { maxResults: 200 } })
  const types = answer(Types, body).issueTypes.map(raw)
  const [one, ...others] = types.filter((type) => sameText(nameOf(type), wanted))
  const id = text(one?.id)
  if (id !== undefined && others.length === 0) return id
  const known = types.map((type) => `${nameOf(type)} (${text(type.id)})`)
  const problem = one ? `Several issue types are called "${wanted}".` : `The project has no issue type "${wanted}".`
  throw notOne('type', problem, known, 'Give one of these.')
}
