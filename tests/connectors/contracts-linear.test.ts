import { call, refusals } from '../support/vendors/call'
import { contracts } from '../support/vendors/contracts'

const linear = contracts.linear()
const ask = (query: string, variables: object = {}) => call('POST', '/graphql', { body: { query, variables } })
const LIST = `query($filter: IssueFilter, $first: Int = 50) {
  issues(filter: $filter, first: $first) { nodes { identifier labels(first: 10) { nodes { name } } } pageInfo { endCursor } }
}`
const CREATE = 'mutation($input: IssueCreateInput!) { issueCreate(input: $input) { success } }'

test.each([
  ['issues', ['read'], ask(LIST, { filter: { team: { key: { eq: 'LAMP' } }, assignee: { null: true } } })],
  ['issueCreate', ['write|issues:create'], ask(CREATE, { input: { teamId: 't', title: 'Dark', assigneeId: null } })],
  ['issue+cycles', ['read'], ask('{ issue(id: "LAMP-1") { id } cycles(first: 9) { nodes { number } } }')],
  [
    'teams',
    ['read'],
    ask('query($a: Boolean!) { teams { nodes { id } } users @include(if: $a) { nodes { id } } }', { a: false }),
  ],
])('takes %s', (id, scopes, given) => {
  expect(linear.judge(given)).toMatchObject({ id, operation: { scopes }, violations: [] })
})

test.each([
  [
    'another address',
    call('POST', '/graphql/v2', { body: { query: '{ viewer { id } }' } }),
    'the vendor has no such address',
  ],
  ['a read by GET', call('GET', '/graphql?query={viewer{id}}'), 'the vendor has no such address'],
  [
    'a form',
    call('POST', '/graphql', { form: { query: '{ viewer { id } }' } }),
    'the body is JSON with query and variables.',
  ],
  [
    'an unknown field beside the query',
    call('POST', '/graphql', { body: { query: '{ viewer { id } }', extra: 1 } }),
    'body: field "extra" is unknown.',
  ],
  ['a broken document', ask('{ viewer { id }'), 'Syntax Error'],
  ['two operations', ask('query A { viewer { id } } query B { viewer { id } }'), 'a document holds one operation.'],
  [
    'a root field that is deprecated',
    ask('{ issueSearch(query: "a") { nodes { id } } }'),
    'Cannot query field "issueSearch"',
  ],
  ['an unknown field', ask('{ viewer { id colour } }'), 'Cannot query field "colour" on type "User"'],
  ['a field that is deprecated', ask('{ issue(id: "a") { boardOrder } }'), 'Cannot query field "boardOrder"'],
  ['an unknown argument', ask('{ issue(key: "LAMP-1") { id } }'), 'Unknown argument "key"'],
  ['a missing argument', ask('{ issue { id } }'), 'argument "id" of type "String!" is required'],
  [
    'an unknown field of a filter',
    ask(LIST, { filter: { colour: { eq: 'red' } } }),
    'Field "colour" is not defined by type "IssueFilter"',
  ],
  [
    'a wrong enum',
    ask('query($by: PaginationOrderBy) { issues(orderBy: $by) { nodes { id } } }', { by: 'title' }),
    'Value "title" does not exist in "PaginationOrderBy" enum',
  ],
  [
    'a wrong type',
    ask(CREATE, { input: { teamId: 't', title: 'a', priority: 'high' } }),
    'Int cannot represent non-integer value',
  ],
  [
    'a missing field',
    ask(CREATE, { input: { title: 'a' } }),
    'Field "teamId" of required type "String!" was not provided',
  ],
  ['a missing variable', ask(CREATE), 'Variable "$input" of required type "IssueCreateInput!" was not provided'],
  ['a variable that is not declared', ask(LIST, { after: 'a' }), 'the document declares no variable "$after".'],
  ['a filter that is null', ask(LIST, { filter: null }), '$filter is null; a filter without a value is left out.'],
  ['a null in a filter', ask(LIST, { filter: { team: null } }), '$filter.team is null'],
  ['a page that is too large', ask(LIST, { first: 251 }), 'issues: a page has at most 250 items.'],
  [
    'a nested list without a size',
    ask('{ teams { nodes { members { nodes { id } } } } }'),
    'members: a nested list says "first".',
  ],
  [
    'what would be too dear',
    ask('{ teams(first: 250) { nodes { issues(first: 50) { nodes { id } } } } }'),
    'is over 10000.',
  ],
  [
    'nothing',
    ask('query($a: Boolean!) { viewer @include(if: $a) { id } }', { a: false }),
    'the variables leave out every field.',
  ],
])('refuses %s', (_what, given, words) => {
  expect(refusals(linear, given)).toContainEqual(expect.stringContaining(words))
})
