// Makes a connector type with one tool, its tests, an icon and a page: npm run connector:new -- <type> [--title <title>]
import { existsSync, mkdirSync, readFileSync, renameSync, rmSync, writeFileSync } from 'node:fs'
import path from 'node:path'
import { parseArgs } from 'node:util'
import { format } from 'prettier'

// Where it is run: npm runs it in the repository.
const root = process.cwd()
const at = (...parts) => path.join(root, ...parts)

function fail(message) {
  console.error(message)
  process.exit(1)
}

function readArguments() {
  try {
    const { values, positionals } = parseArgs({ allowPositionals: true, options: { title: { type: 'string' } } })
    const [type, ...more] = positionals
    if (type === undefined || more.length > 0) fail('Usage: npm run connector:new -- <type> [--title <title>]')
    return { type, title: values.title ?? words(type) }
  } catch (error) {
    return fail(error.message)
  }
}

const words = (type) =>
  type
    .split('_')
    .map((word) => word.charAt(0).toUpperCase() + word.slice(1))
    .join(' ')

const { type, title } = readArguments()
if (!/^[a-z][a-z0-9_]{0,24}$/.test(type) || type === 'sdk') {
  fail(`"${type}" cannot be a type: 1 to 25 lower-case letters, digits and underscores, a letter first, and not "sdk".`)
}
if (!/^[\p{L}\p{N}][\p{L}\p{N} .+-]{0,39}$/u.test(title)) {
  fail('A title is 1 to 40 letters, digits, spaces, dots, hyphens and plus signs.')
}
const folder = at('connectors', type)
const page = at('docs/connectors', `${type}.md`)
for (const existing of [folder, page])
  if (existsSync(existing)) fail(`${path.relative(root, existing)} exists already.`)

const className = words(type).replaceAll(' ', '').replace(/^\d/, '_$&')
const host = type.replaceAll('_', '-')

const source = `
import { BaseConnector, connector, cursor, type Input, limit, page, path, token, tool, z } from '../sdk'

const Item = z.object({ id: z.string(), name: z.string() })
const ListItems = z.strictObject({
  query: z.string().optional().describe('Words that the name contains.'),
  limit: limit(),
  cursor: cursor(),
})

interface VendorPage {
  readonly data: readonly { readonly id: string; readonly name: string }[]
  readonly next?: string | null
}

@connector({
  type: '${type}',
  title: '${title}',
  description: 'Items of ${title}.',
  baseUrls: { api: 'https://api.${host}.example' },
  auth: [token({ title: 'API token' })],
})
export class ${className} extends BaseConnector {
  @tool({
    description: 'List items, newest first. Returns id and name of each.',
    input: ListItems,
    output: page(Item),
    effect: 'read',
    scopes: [],
  })
  async listItems({ query, limit, cursor }: Input<typeof ListItems>) {
    const { body } = await this.http.get<VendorPage>(path\`/v1/items\`, { query: { q: query, limit, after: cursor } })
    return { items: body.data.map(({ id, name }) => ({ id, name })), next_cursor: body.next }
  }
}
`

const test = `
import type { CallContext, VendorHttp, VendorPath, VendorRequest } from '../sdk'
import { ${className} } from '.'

const ctx = {} as CallContext

/** In the network's place: one page that leads to the next, and what was asked. */
function connected() {
  const asked: { at: VendorPath; query: VendorRequest['query'] }[] = []
  const http = {
    async get(at: VendorPath, request?: VendorRequest) {
      asked.push({ at, query: request?.query })
      const last = request?.query?.after !== undefined
      return { status: 200, headers: {}, body: { data: [{ id: '1', name: 'One', other: 'x' }], next: last ? null : 'two' } }
    },
  } as unknown as VendorHttp
  return { asked, connector: new ${className}({ slug: '${type}', configuration: {}, http }) }
}

test('list_items gives what the vendor has, and no more', async () => {
  const { asked, connector } = connected()
  const args = { query: 'o', limit: 20 }
  const found = await connector.executeTool('list_items', args, ctx)
  expect(asked).toEqual([{ at: '/v1/items', query: { q: 'o', limit: 20, after: undefined } }])
  expect(found).toEqual({ items: [{ id: '1', name: 'One' }], next_cursor: expect.any(String), has_more: true })
})

test('list_items goes on to the end', async () => {
  const { asked, connector } = connected()
  const first = (await connector.executeTool('list_items', { limit: 20 }, ctx)) as { next_cursor: string }
  const last = await connector.executeTool('list_items', { limit: 20, cursor: first.next_cursor }, ctx)
  expect(asked[1]?.query?.after).toBe('two')
  expect(last).toMatchObject({ items: [{ id: '1' }], has_more: false })
})

test('every tool says what it needs', async () => {
  const [listItems, ...more] = await connected().connector.getTools(ctx)
  expect(more).toEqual([])
  expect(listItems).toMatchObject({ name: 'list_items', effect: 'read', scopes: [] })
})
`

const icon = `<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 24 24" role="img" aria-label="${title}">
  <rect x="3" y="3" width="18" height="18" rx="4" fill="none" stroke="currentColor" stroke-width="2" />
  <circle cx="12" cy="12" r="3" fill="currentColor" />
</svg>
`

const doc = `
# ${title}

## Connect

Make an API token in ${title}, add a connector of the type \`${type}\` and store the token as its credential.

## Tools

| Tool | What it does | Effect |
| --- | --- | --- |
| \`${type}_list_items\` | Lists items, newest first. | read |
`

const index = at('connectors/index.ts')
const current = readFileSync(index, 'utf8')
const imports = current.match(/^import '\.\/.*'$/gm) ?? []
const sorted = [...imports, `import './${type}'`].sort()
const comments = current.replace(/^import '\.\/.*'\n?/gm, '')

const style = JSON.parse(readFileSync(at('.prettierrc.json'), 'utf8'))
const pretty = (text, parser) => format(text.trimStart(), { ...style, parser })
// Everything is made before anything is written.
const files = [
  [path.join(folder, 'index.ts'), await pretty(source, 'typescript')],
  [path.join(folder, `${type}.test.ts`), await pretty(test, 'typescript')],
  [path.join(folder, 'icon.svg'), icon],
  [page, await pretty(doc, 'markdown')],
]
const draft = `${index}.new`
try {
  writeFileSync(draft, `${comments.trimEnd()}\n${sorted.join('\n')}\n`)
  mkdirSync(folder)
  mkdirSync(path.dirname(page), { recursive: true })
  for (const [file, text] of files) writeFileSync(file, text, { flag: 'wx' })
  renameSync(draft, index)
} catch (error) {
  for (const made of [draft, folder, page]) if (existsSync(made)) rmSync(made, { recursive: true })
  fail(`Nothing was made: ${error.message}`)
}
console.log(`Made connectors/${type} and docs/connectors/${type}.md. Next: npx jest connectors/${type}`)
