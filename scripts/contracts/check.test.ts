import { spawnSync } from 'node:child_process'
import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'

const THING = {
  type: 'object',
  required: ['id', 'made_at'],
  properties: {
    id: { type: 'integer', description: 'Which one.', example: 7 },
    made_at: { type: 'string', format: 'date-time' },
    owner: { nullable: true, allOf: [{ $ref: '#/components/schemas/owner' }, { type: 'object', properties: { tea: { type: 'boolean' } } }] },
  },
} // prettier-ignore

const document = (change: (query: Record<string, unknown>) => void = () => undefined) => {
  const kind = { type: 'string', enum: ['big', 'small'], default: 'big', description: 'Its size.' }
  change(kind)
  return {
    openapi: '3.0.3',
    info: { version: '1.0.0', title: 'Things' },
    paths: {
      '/things/{id}': {
        parameters: [{ name: 'id', in: 'path', required: true, schema: { type: 'integer' } }],
        post: {
          operationId: 'things/change',
          summary: 'Changes a thing.',
          parameters: [{ name: 'kind', in: 'query', schema: kind }],
          requestBody: {
            required: true,
            content: {
              'application/json': {
                schema: {
                  type: 'object',
                  required: ['name'],
                  properties: {
                    name: { type: 'string', nullable: true },
                    owner: { $ref: '#/components/schemas/owner' },
                  },
                },
              },
            },
          },
          responses: { 200: { content: { 'application/json': { schema: THING } } } },
        },
      },
    },
    components: { schemas: { owner: { type: 'object', properties: { login: { type: 'string' } } } } },
  }
}
const SAMPLE = { id: 7, made_at: '2026-11-21T10:00:00Z', owner: { login: 'ada', tea: true } }

let folder: string
let documents: string
let contracts: string

beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'contracts-'))
  documents = join(folder, 'documents')
  contracts = join(folder, 'contracts')
  mkdirSync(documents)
  mkdirSync(join(contracts, 'samples/github'), { recursive: true })
  write(contracts, 'github.operations.json', { 'POST /things/{id}': ['things:write'] })
  write(join(contracts, 'samples/github'), 'things.change.json', SAMPLE)
  write(documents, 'github.json', document())
  run('extract.mjs', documents, contracts)
})
afterEach(() => rmSync(folder, { recursive: true }))

const write = (where: string, name: string, content: unknown) =>
  writeFileSync(join(where, name), JSON.stringify(content))

function run(script: string, ...args: string[]): { status: number | null; output: string } {
  const { status, stdout, stderr } = spawnSync(process.execPath, [join(__dirname, script), ...args], {
    encoding: 'utf8',
  })
  return { status, output: stdout + stderr }
}

const check = () => run('check.mjs', documents, contracts)

test('passes when nothing changed, and names every vendor whose documents are missing', () => {
  const { status, output } = check()
  expect(status).toBe(0)
  const [first, ...others] = output.trim().split('\n')
  expect(first).toBe('ok: github, 1 operations, 1 samples')
  expect(others.map((line) => /^SKIPPED: (\w+), there is no [\w.-]+/.exec(line)?.[1])).toEqual([
    'jira', 'slack', 'notion', 'zoom', 'google_docs', 'linear',
  ]) // prettier-ignore
})

test('says that it was skipped, with the reason', () => {
  expect(run('check.mjs')).toEqual({ status: 0, output: expect.stringMatching(/^SKIPPED: no folder/) })
  expect(run('check.mjs', folder)).toEqual({
    status: 0,
    output: expect.stringMatching(/^SKIPPED: github, there is no github\.json/),
  })
})

test('keeps facts only and closes objects', () => {
  const text = readFileSync(join(contracts, 'github.json'), 'utf8')
  expect(text).not.toMatch(/description|summary|example|default|nullable/)
  expect(JSON.parse(text)).toEqual({
    version: '1.0.0',
    operations: {
      'things/change': {
        method: 'POST',
        path: '/things/{id}',
        scopes: ['things:write'],
        parameters: [
          { name: 'id', in: 'path', required: true, schema: { type: 'integer' } },
          { name: 'kind', in: 'query', schema: { type: 'string', enum: ['big', 'small'] } },
        ],
        body: {
          required: true,
          schema: {
            type: 'object',
            required: ['name'],
            properties: {
              name: { anyOf: [{ type: 'string' }, { type: 'null' }] },
              owner: { $ref: 'facts#/schemas/owner' },
            },
            additionalProperties: false,
          },
        },
        statuses: [200],
      },
    },
    schemas: { owner: { type: 'object', properties: { login: { type: 'string' } }, additionalProperties: false } },
  })
})

test('names a fact that the vendor changed', () => {
  write(
    documents,
    'github.json',
    document((kind) => (kind['enum'] = ['big', 'tiny'])),
  )
  const { status, output } = check()
  expect(status).toBe(1)
  expect(output).toContain(
    'github > operations > things/change > parameters > kind > schema > enum: ' +
      'committed ["big","small"], the document says ["big","tiny"]',
  )
})

test('fails when an operation is gone', () => {
  write(contracts, 'github.operations.json', { 'POST /things/{id}': [], 'GET /things': [] })
  const { status, output } = check()
  expect(status).toBe(1)
  expect(output).toContain('GET /things is not in the vendor')
})

test.each([
  ['a missing field', { id: 7 }, "must have required property 'made_at'"],
  ['a wrong type', { ...SAMPLE, id: 'seven' }, '/id must be integer'],
  ['a wrong format', { ...SAMPLE, made_at: 'yesterday' }, '/made_at must match format'],
  ['a field that the vendor never sends', { ...SAMPLE, colour: 'red' }, '(colour)'],
  ['one inside a combined object', { ...SAMPLE, owner: { login: 'ada', coffee: true } }, '(coffee)'],
])('refuses a sample with %s', (_what, sample, words) => {
  write(join(contracts, 'samples/github'), 'things.change.json', sample)
  const { status, output } = check()
  expect(status).toBe(1)
  expect(output).toContain(words)
})

test('refuses a missing sample, and one too many', () => {
  rmSync(join(contracts, 'samples/github/things.change.json'))
  write(join(contracts, 'samples/github'), 'things.destroy.json', {})
  const { status, output } = check()
  expect(status).toBe(1)
  expect(output).toContain('things/change: there is no sample.')
  expect(output).toContain('things.destroy: a sample of an operation that we do not use.')
})
