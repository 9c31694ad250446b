import { answer, path, z } from '../sdk'
import { notOne, sameText } from './candidates'
import { Myself } from './myself'
import { raw, text } from './shape/read'
import { remembered, type Vendor } from './vendor'

/** Where somebody must be assignable: on an issue, in a project; anywhere when empty. */
export interface Assignable {
  readonly issueKey?: string
  readonly issueId?: string
  readonly project?: string
}

export const assignableOn = (issue: string): Assignable =>
  /^\d+$/.test(issue) ? { issueId: issue } : { issueKey: issue }

export interface Person {
  readonly id: string
  /** Unknown when an account id was given. */
  readonly name?: string | undefined
}

export const readMe = async ({ http }: Vendor) =>
  answer(Myself, (await http.get(path`/rest/api/3/myself`, { effect: 'read' })).body)

/** Ids have had several forms; all are long, without spaces, and hold digits. */
const ACCOUNT_ID = /^(?=.*\d)[\w:-]{20,128}$/

/** A person by "me", account id, e-mail or name. Several that fit are an error that names them. */
export async function findPerson(vendor: Vendor, who: string, where: Assignable, field: string): Promise<Person> {
  const wanted = who.trim().replace(/^@/, '')
  if (wanted.toLowerCase() === 'me') {
    const { accountId, displayName } = await remembered(vendor, 'me', () => readMe(vendor))
    return { id: accountId, name: displayName }
  }
  if (ACCOUNT_ID.test(wanted)) return { id: wanted }
  const found = await search(vendor, wanted, where)
  const exact = found.filter(({ name, email, id }) => [name, email, id].some((each) => sameText(each, wanted)))
  const [one, ...others] = exact.length > 0 ? exact : found
  if (one && others.length === 0) return one
  const named = found.map(({ id, name, email }) => `${name ?? 'no name'} (${email ? `${email}, ` : ''}${id})`)
  throw notOne(
    field,
    one ? `Several people fit "${wanted}".` : `Nobody fits "${wanted}".`,
    one ? named : [],
    one ? 'Give the account id of the one you mean.' : 'Look with search_users or search_assignable_users.',
  )
}

interface Found extends Person {
  readonly email: string | undefined
}

async function search({ http }: Vendor, query: string, where: Assignable): Promise<Found[]> {
  const anywhere = Object.keys(where).length === 0
  const list = anywhere ? path`/rest/api/3/user/search` : path`/rest/api/3/user/assignable/search`
  const { body } = await http.get(list, { query: { query, ...where, maxResults: 50 }, effect: 'read' })
  return answer(z.array(z.unknown()), body)
    .map(raw)
    .filter((user) => user.active !== false && user.accountType !== 'app')
    .flatMap((user) => {
      const id = text(user.accountId)
      return id === undefined ? [] : [{ id, name: text(user.displayName), email: text(user.emailAddress) }]
    })
}
