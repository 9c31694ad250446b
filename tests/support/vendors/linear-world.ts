import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { buildSchema, execute, getNamedType, type GraphQLFieldResolver, parse } from 'graphql'
import { cutPage, FORMS } from './cursor-forms'
import { type Item, numbered } from './items'
import { changes, find } from './linear-changes'
import { matches } from './linear-filter'
import { harbor, type Workspace } from './linear-samples'
import { type Answer, type Asked, RefusedCursor, type World } from './vendor-description'

type Args = Readonly<Record<string, unknown>>

const schema = buildSchema(readFileSync(join(__dirname, '../../contracts/linear.graphql'), 'utf8'))

/** Executes documents on a workspace: what is asked for has to be there, in the forms of Linear's schema. */
export function linearWorld(space = harbor()): World {
  return {
    answer: (asked) => answer(space, asked),
    // Each question on a new one: the vendor's lists do not grow by being read.
    holding(asked, count) {
      const full = harbor()
      fill(full, asked.id, count)
      return answer(full, asked).body
    },
  }
}

function answer(space: Workspace, asked: Asked): Answer {
  const { query, variables } = asked.body as { query: string; variables?: Args }
  const { data, errors = [] } = execute({
    schema,
    document: parse(query),
    variableValues: variables,
    rootValue: { ...space, ...lookups(space, asked), ...changes(space) },
    fieldResolver: resolver(asked),
  }) as { data?: Item | null; errors?: readonly { originalError?: Error; extensions: Args; message: string }[] }
  for (const { originalError, extensions, message } of errors) {
    if (originalError instanceof RefusedCursor) throw originalError
    // It is not Linear that lacks something, but its stand-in.
    if (extensions['code'] === undefined) throw new Error(`${asked.id}: ${message}`)
  }
  return { status: 200, body: errors.length === 0 ? { data } : { data, errors } }
}

/** Root fields that are no lists. */
const lookups = (space: Workspace, asked: Asked) => ({
  viewer: space['users']?.find(({ isMe }) => isMe === true),
  issue: ({ id }: Args) => find(space, 'issues', id),
  project: ({ id }: Args) => find(space, 'projects', id),
  document: ({ id }: Args) => find(space, 'documents', id),
  team: ({ id }: Args) => find(space, 'teams', id),
  cycle: ({ id }: Args) => find(space, 'cycles', id),
  searchIssues({ term, includeComments, ...args }: Args) {
    const saysIt = (item: Item): boolean =>
      JSON.stringify([item['title'], item['description']]).toLowerCase().includes(String(term).toLowerCase()) ||
      (includeComments === true && (item['comments'] as Item[]).some(({ body }) => String(body).includes(String(term))))
    const found = space['issues']?.filter(saysIt) ?? []
    return { ...connection(found, args, asked, 'searchIssues'), totalCount: found.length }
  },
})

const resolver =
  (asked: Asked): GraphQLFieldResolver<Item, unknown> =>
  (source, args, _context, { fieldName, returnType }) => {
    const value = source[fieldName]
    if (typeof value === 'function') return (value as (given: Args) => unknown)(args)
    return getNamedType(returnType).name.endsWith('Connection')
      ? connection(value as readonly Item[], args, asked, fieldName)
      : value
  }

/** The page that the arguments ask for, of what passes the filter. */
function connection(all: readonly Item[], given: Args, asked: Asked, field: string): Item {
  const { filter, includeArchived, includeDisabled, orderBy = 'createdAt' } = given
  const nodes = all
    .filter((item) => includeArchived === true || !item['archivedAt'])
    .filter((item) => includeDisabled === true || item['active'] !== false)
    .filter((item) => matches(item, filter))
    .sort((a, b) => String(b[String(orderBy)]).localeCompare(String(a[String(orderBy)])))
  const here = { ...asked, id: `${asked.id} ${field}`, body: { variables: given } }
  return cutPage({ status: 200, body: { nodes } }, here, FORMS.relay, ['nodes']).body as Item
}

/** Makes many of the first, in the list behind a root field: that of its own, or the one that pages inside it. */
function fill(space: Workspace, id: string, count: number): void {
  const many = (list: readonly Item[] = []) => {
    const [first] = list
    if (!first) throw new Error(`There is nothing to make more ${id} of.`)
    return Array.from({ length: count }, (_, i) => numbered(first, i))
  }
  if (id === 'issue') for (const issue of space['issues'] ?? []) issue['comments'] = many(space['comments'])
  else if (id === 'team') for (const team of space['teams'] ?? []) team['members'] = many(space['users'])
  else {
    const kind = id === 'searchIssues' ? 'issues' : id
    space[kind] = many(space[kind])
  }
}
