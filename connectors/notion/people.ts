import { type Memory, path, type VendorHttp } from '../sdk'
import { list } from './calls'
import { toId } from './identifiers'
import { whoami } from './identity'
import { choices, label, wrong } from './properties/find'
import type { RawUser } from './properties/raw'
import type { FindPerson } from './properties/write'

const KEY = 'people'
const TTL_S = 600
const MAX_PAGES = 10

interface Person {
  readonly id: string
  readonly name: string
  readonly email: string
}

/** Who is in the workspace; it is remembered, for a name is often asked for again. */
async function everybody(http: VendorHttp, memory: Memory): Promise<readonly Person[]> {
  const known = memory.get(KEY) as readonly Person[] | undefined
  if (known) return known
  const all: Person[] = []
  let cursor: string | undefined
  for (let pages = 0; pages === 0 || (cursor !== undefined && pages < MAX_PAGES); pages++) {
    const toPerson = (raw: RawUser) => ({ id: raw.id, name: raw.name ?? '', email: raw.person?.email ?? '' })
    const page = await list(http, path`/v1/users`, { limit: 100, cursor }, {}, toPerson)
    all.push(...page.items)
    cursor = page.next_cursor ?? undefined
  }
  memory.set(KEY, all, TTL_S)
  return all
}

/** Finds people by id, e-mail, name or "me"; one call asks for the list once at most. */
export function personFinder(http: VendorHttp, memory: Memory): FindPerson {
  let listed: Promise<readonly Person[]> | undefined
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

function match(all: readonly Person[], field: string, wanted: string): string {
  const text = wanted.trim().replace(/^@/, '').toLowerCase()
  const exact = all.filter(({ name, email }) => name.toLowerCase() === text || email.toLowerCase() === text)
  const similar = all.filter(({ name, email }) => `${name} ${email}`.toLowerCase().includes(text))
  const found = exact.length > 0 ? exact : similar
  if (found.length === 1 && found[0]) return found[0].id
  const candidates = (found.length > 0 ? found : all).map(({ id, name, email }) => `${name} (${email || id})`)
  const says = found.length > 0 ? `several people match "${label(wanted)}"` : `nobody is called "${label(wanted)}"`
  throw wrong(field, `${says}. There are: ${choices(candidates)}.`)
}
