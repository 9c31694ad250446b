import { type Memory, path, type VendorHttp } from '../sdk'
import { list } from './calls'
import { toId } from './identifiers'
import { whoami } from './identity'
import { choices, label, wrong } from './properties/find'
import type { RawUser } from './properties/raw'
import type { FindPerson } from './properties/write'

const KEY = 'everybody'
const TTL_S = 600
const PAGE = 100
const MAX_PAGES = 10

interface Person {
  readonly id: string
  readonly name: string
  readonly email: string
}

interface Everybody {
  readonly people: readonly Person[]
  /** There are more than we read. */
  readonly isCut: boolean
}

/** Who is in the workspace; it is remembered, for a name is often asked for again. */
async function everybody(http: VendorHttp, memory: Memory): Promise<Everybody> {
  const known = memory.get(KEY) as Everybody | undefined
  if (known) return known
  const all: Person[] = []
  let cursor: string | undefined
  for (let pages = 0; pages === 0 || (cursor !== undefined && pages < MAX_PAGES); pages++) {
    const toPerson = (raw: RawUser) => ({ id: raw.id, name: raw.name ?? '', email: raw.person?.email ?? '' })
    const page = await list(http, path`/v1/users`, { limit: PAGE, cursor }, {}, toPerson)
    all.push(...page.items)
    cursor = page.next_cursor ?? undefined
  }
  const found = { people: all, isCut: cursor !== undefined }
  memory.set(KEY, found, TTL_S)
  return found
}

/** Finds people by id, e-mail, name or "me"; one call asks for the list once at most. */
export function personFinder(http: VendorHttp, memory: Memory): FindPerson {
  let listed: Promise<Everybody> | undefined
  return async (field, wanted) => {
    const id = toId(wanted, 'page')
    if (id) return id
    if (wanted.trim().toLowerCase() === 'me') return me(http, field)
    return match(await (listed ??= everybody(http, memory)), field, wanted)
  }
}

async function me(http: VendorHttp, field: string): Promise<string> {
  const { person } = await whoami(http)
  if (person) return person.id
  throw wrong(field, 'this connection belongs to a workspace, so nobody is "me". Give a name or an e-mail address.')
}

/** By the whole name or address. Who is only similar is named in the error, and never taken. */
function match({ people, isCut }: Everybody, field: string, wanted: string): string {
  const text = wanted.trim().replace(/^@/, '').toLowerCase()
  const isAddress = /^\S+@\S+$/.test(text)
  const exact = people.filter(({ name, email }) => (isAddress ? email : name).toLowerCase() === text)
  if (exact.length === 1 && exact[0]) return exact[0].id
  const similar = people.filter(({ name, email }) => `${name} ${email}`.toLowerCase().includes(text))
  const known = [exact, similar, people].find((each) => each.length > 0) ?? []
  const candidates = known.map(({ id, name, email }) => `${name} (${email || id})`)
  const says =
    exact.length > 0 ? `several people are called "${label(wanted)}"` : `nobody is called exactly "${label(wanted)}"`
  const rest = isCut
    ? ` Only the first ${PAGE * MAX_PAGES} people of the workspace were looked at; others need their id.`
    : ''
  throw wrong(
    field,
    `${says}. There are: ${choices(candidates)}. Give a whole name, an e-mail address or an id.${rest}`,
  )
}
