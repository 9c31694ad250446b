import { answer, path, z } from '../sdk'
import { PEOPLE_END } from './calls'
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

/** The same, asked once in a while. */
export const whoAmI = (vendor: Vendor) => remembered(vendor, 'me', () => readMe(vendor))

/** Ids have had several forms; all are long, without spaces, and hold digits. */
const ACCOUNT_ID = /^(?=.*\d)[\w:-]{20,128}$/

/**
 * A person by "me", account id, e-mail or name. Jira searches by beginnings, and of who hides their address it does not say
 * it. So a name must be somebody's whole name; whom else a search finds is only named in the error.
 */
export async function findPerson(vendor: Vendor, who: string, where: Assignable, field: string): Promise<Person> {
  const wanted = who.trim().replace(/^@/, '')
  if (wanted.toLowerCase() === 'me') {
    const { accountId, displayName } = await whoAmI(vendor)
    return { id: accountId, name: displayName }
  }
  if (ACCOUNT_ID.test(wanted)) return { id: wanted }
  const found = await search(vendor, wanted, where)
  const exact = matching(found, wanted)
  const [one, ...others] = exact
  if (one && others.length === 0) return one
  const known = one ? exact : found
  const named = known.map(({ id, name, email }) => `${name ?? 'no name'} (${email ? `${email}, ` : ''}${id})`)
  throw notOne(
    field,
    one ? `Several people fit "${wanted}".` : `Nobody is called exactly "${wanted}".`,
    named,
    known.length > 0
      ? 'Give the account id of the one you mean.'
      : 'Look with search_users or search_assignable_users, by the beginning of a name.',
  )
}

const ADDRESS = /^\S+@\S+$/

/** Who has this address, as far as it is shown, or this name. */
function matching(found: readonly Found[], wanted: string): readonly Found[] {
  if (!ADDRESS.test(wanted)) return found.filter(({ name, id }) => sameText(name, wanted) || sameText(id, wanted))
  const shown = found.filter(({ email }) => sameText(email, wanted))
  if (shown.length > 0) return shown
  // The address of the only one that Jira found by it, who hides it. A name that looks like it proves nothing.
  return found.length === 1 ? found.filter(({ email, name }) => email === undefined && !name?.includes('@')) : []
}

interface Found extends Person {
  readonly email: string | undefined
}

/** All that there are: of who may be assigned, Jira looks into the range that it is asked for and no further. */
async function search({ http }: Vendor, query: string, where: Assignable): Promise<Found[]> {
  const anywhere = Object.keys(where).length === 0
  const list = anywhere ? path`/rest/api/3/user/search` : path`/rest/api/3/user/assignable/search`
  const { body } = await http.get(list, { query: { query, ...where, maxResults: PEOPLE_END }, effect: 'read' })
  return answer(z.array(z.unknown()), body)
    .map(raw)
    .filter((user) => user.active !== false && user.accountType !== 'app')
    .flatMap((user) => {
      const id = text(user.accountId)
      return id === undefined ? [] : [{ id, name: text(user.displayName), email: text(user.emailAddress) }]
    })
}
