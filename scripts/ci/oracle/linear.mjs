import { readFileSync } from 'node:fs'
import path from 'node:path'
import { buildSchema, Kind, parse, print, typeFromAST, valueFromASTUntyped } from 'graphql'
import { root } from '../stack.mjs'
import { support } from './support.mjs'

const { contracts } = support('contracts.ts')
const { FakeVendor } = support('fake-vendor.ts')
const { linearWorld } = support('linear-world.ts')
const { uuid } = support('linear-samples.ts')

const schema = buildSchema(readFileSync(path.join(root, 'tests/contracts/linear.graphql'), 'utf8'))

/** We hold only the part of Linear's schema that we use, and the SDK asks for more: here nothing is refused. */
const start = (tokens) => {
  const strict = contracts.linear()
  const no = () => ({ status: 400, body: { errors: [{ message: 'Refused' }] } })
  return FakeVendor.of(
    {
      bases: { api: { prefix: '', judge: { judge: (call) => ({ ...strict.judge(call), violations: [] }) } } },
      world() {
        const { answer, holding } = linearWorld()
        return {
          answer: (asked) => answer(answerable(asked)),
          holding(asked, count) {
            const body = holding(answerable(asked), count)
            for (const page of Object.values(body.data)) page.nodes ??= []
            return body
          },
        }
      },
      say: { unauthorized: no, refused: no, unknownAddress: no, missingScope: no },
    },
    tokens,
  )
}

const ANSWERED = { query: '{ pageInfo { hasNextPage endCursor } }', mutation: '{ success }' }

/** Of the SDK's documents, which are made of fragments, so much is answered: it needs all fields of an item, or none. */
function answerable(asked) {
  const { definitions } = parse(asked.body.query)
  const [operation] = definitions.filter(({ kind }) => kind === Kind.OPERATION_DEFINITION)
  if (definitions.length === 1) return asked
  const [{ selectionSet }] = parse(ANSWERED[operation.operation]).definitions
  const document = {
    ...operation,
    variableDefinitions: operation.variableDefinitions.filter(({ type }) => typeFromAST(schema, type)),
    selectionSet: {
      ...operation.selectionSet,
      selections: operation.selectionSet.selections.map((field) => ({ ...field, selectionSet })),
    },
  }
  return { ...asked, body: { ...asked.body, query: print(document) } }
}

/** Both write documents of their own, which ask for other fields: the root field and what it is given must be the same. */
function normalised({ body: { query, variables }, ...request }) {
  const { operation, selectionSet } = parse(query).definitions.find(({ kind }) => kind === Kind.OPERATION_DEFINITION)
  const fields = selectionSet.selections.map(({ name, arguments: given }) => {
    const values = given.map((each) => [each.name.value, valueFromASTUntyped(each.value, variables)])
    return { name: name.value, arguments: Object.fromEntries(values.filter(([, value]) => value !== undefined)) }
  })
  return { ...request, body: { operation, fields } }
}

const team = uuid(21)
const fields = { title: 'Wind the lamp up', description: 'It **turns**.' }

export const linear = {
  type: 'linear',
  sdk: { name: '@linear/sdk', version: '98.0.0' },
  start,
  client: ({ LinearClient }, url, accessToken) => new LinearClient({ accessToken, apiUrl: `${url}/graphql` }),
  judged: false,
  normalised,
  flows: [
    {
      tool: 'list_issues',
      operation: 'issues',
      args: { team, updated_since: '2026-01-31', priority: 'high', order_by: 'created', limit: 20 },
      other: { order_by: 'updated' },
      async send(client) {
        let page = await client.issues({
          filter: { team: { id: { eq: team } }, updatedAt: { gte: '2026-01-31' }, priority: { eq: 2 } },
          orderBy: 'createdAt',
          includeArchived: false,
          first: 20,
        })
        while (page.pageInfo.hasNextPage) page = await page.fetchNext()
      },
    },
    {
      tool: 'create_issue',
      operation: 'issueCreate',
      args: { team, ...fields, priority: 'high', estimate: 3, due_date: '2026-12-24' },
      other: { due_date: '2026-12-25' },
      send: (client) =>
        client.createIssue({ teamId: team, ...fields, priority: 2, estimate: 3, dueDate: '2026-12-24' }),
    },
    {
      tool: 'update_issue',
      operation: 'issueUpdate',
      args: { issue: uuid(111), title: fields.title, assignee: null, due_date: null },
      other: { assignee: uuid(11) },
      send: (client) => client.updateIssue(uuid(111), { title: fields.title, assigneeId: null, dueDate: null }),
    },
  ],
}
