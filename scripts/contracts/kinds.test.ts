import { spawnSync } from 'node:child_process'
import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'

let folder: string

beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'contracts-'))
  mkdirSync(join(folder, 'documents'))
  mkdirSync(join(folder, 'facts'))
})
afterEach(() => rmSync(folder, { recursive: true }))

const put = (file: string, content: unknown) =>
  writeFileSync(join(folder, file), typeof content === 'string' ? content : JSON.stringify(content))

function extract(): string {
  const args = [join(__dirname, 'extract.mjs'), join(folder, 'documents'), join(folder, 'facts')]
  const { stdout, stderr } = spawnSync(process.execPath, args, { encoding: 'utf8' })
  return stdout + stderr
}

const facts = (vendor: string) =>
  JSON.parse(readFileSync(join(folder, 'facts', `${vendor}.json`), 'utf8')) as {
    operations: Record<string, Record<string, unknown>>
    schemas?: Record<string, unknown>
  }

const get = (operationId: string, more: object = {}) => ({ get: { operationId, responses: { 200: {} }, ...more } })

describe('an OpenAPI document with amendments', () => {
  const lamp = {
    type: 'object',
    additionalProperties: true,
    properties: {
      id: { type: 'string', readOnly: true },
      old: { type: 'string', deprecated: true },
      light: { allOf: [{ $ref: '#/components/schemas/light' }] },
      inner: { $ref: '#/components/schemas/lamp' },
      both: { allOf: [{ properties: { a: { type: 'string' } }, required: ['a'] }, { properties: { b: {} } }] },
    },
  }
  const platform = {
    openapi: '3.0.1',
    info: { version: '1' },
    paths: {
      '/lamps': {
        post: {
          operationId: 'light',
          security: [{ OAuth2: ['write:lamps'] }],
          parameters: [
            { name: 'fields', in: 'query', schema: { type: 'array', items: {} }, description: 'comma-separated' },
            { name: 'kind', in: 'query', schema: { type: 'string', enum: ['big'] } },
          ],
          requestBody: { content: { 'application/json': { schema: { $ref: '#/components/schemas/lamp' } } } },
          responses: { 201: {} },
        },
        ...get('list'),
      },
      '/old': get('old', { deprecated: true }),
    },
    components: { schemas: { lamp, light: { type: 'object', properties: { on: { type: 'boolean' } } } } },
  }
  const wanted = { 'POST /lamps': ['write:lamps'] }

  beforeEach(() => {
    put('documents/jira-platform.json', platform)
    put('documents/jira-agile.json', { ...platform, paths: { '/boards': get('boards') }, components: {} })
    put('documents/adf.full.schema.json', {
      definitions: { doc: { $ref: '#/definitions/text' }, text: { type: 'string' } },
    })
    put('facts/jira.operations.json', wanted)
  })

  test('shares schemas, drops what only the vendor writes or nobody should, and makes one object of parts', () => {
    extract()
    const { operations, schemas } = facts('jira')
    expect(operations['light']).toMatchObject({
      parameters: [{ name: 'fields', commas: true }, { name: 'kind' }],
      body: { schema: { $ref: 'facts#/schemas/lamp' } },
    })
    expect(schemas?.['lamp']).toEqual({
      type: 'object',
      properties: {
        light: { $ref: 'facts#/schemas/light' },
        inner: { $ref: 'facts#/schemas/lamp' },
        both: { required: ['a'], properties: { a: { type: 'string' }, b: {} }, additionalProperties: false },
      },
      additionalProperties: false,
    })
  })

  test('an amendment changes, adds to a list by name, removes, and adds an operation with its source', () => {
    put('facts/jira.operations.json', { ...wanted, 'GET /boards': [], 'GET /lists': ['read:lists'] })
    put('facts/jira.amendments.json', [
      { at: ['paths', '/lists'], set: get('lists'), source: 'page 7' },
      {
        at: ['paths', '/lamps', 'post', 'parameters', 'kind', 'schema', 'enum'],
        set: ['big', 'small'],
        source: 'page 8',
      },
      { at: ['paths', '/lamps', 'post', 'parameters', 'fields'], set: null, source: 'page 8' },
      { at: ['paths', '/lamps', 'post', 'parameters', 'v'], set: { name: 'v', in: 'header', schema: {} }, source: 'p' },
      { at: ['components', 'schemas', 'lamp'], set: { $ref: '#/components/schemas/doc' }, source: 'page 9' },
    ])
    expect(extract()).not.toContain('Error')
    const { operations, schemas } = facts('jira')
    expect(operations['lists']).toMatchObject({ method: 'GET', scopes: ['read:lists'], source: 'page 7' })
    expect(operations['boards']).not.toHaveProperty('source')
    expect(operations['light']?.['parameters']).toEqual([
      { name: 'kind', in: 'query', schema: { type: 'string', enum: ['big', 'small'] } },
      { name: 'v', in: 'header', schema: {} },
    ])
    expect(schemas).toMatchObject({ doc: { $ref: 'facts#/schemas/text' }, text: { type: 'string' } })
  })

  test.each([
    ['an amendment without a source', [{ at: ['info', 'version'], set: '2' }], 'info > version has no source'],
    ['one of nothing', [{ at: ['paths', '/gone', 'get'], set: {}, source: 'p' }], 'nothing to amend at paths > /gone'],
  ])('refuses %s', (_what, amendments, words) => {
    put('facts/jira.amendments.json', amendments)
    expect(extract()).toContain(words)
  })

  test.each([
    [{ 'GET /old': [] }, 'GET /old is deprecated'],
    [{ 'GET /gone': [] }, 'GET /gone is not in the vendor'],
    [{ 'POST /lamps': ['read:lamps'] }, 'does not name the scope read:lamps'],
  ])('refuses to use %j', (operations, words) => {
    put('facts/jira.operations.json', operations)
    expect(extract()).toContain(words)
  })
})

test("Zoom's operations are those that its inventory has, too, with the scopes from there", () => {
  put('documents/zoom.json', {
    info: { version: '2' },
    paths: { '/meetings/{meetingUUID}': get('old name'), '/gone': get('gone') },
  })
  const inventory = {
    method: 'GET',
    path: '/meetings/{meetingId}',
    operationId: 'meeting',
    scopes: ['m:read', 'm:read:admin'],
  }
  put('documents/zoom.inventory.2026-07.json', { operations: [inventory] })
  put('facts/zoom.operations.json', { 'GET /meetings/{meetingUUID}': 'any' })
  extract()
  expect(facts('zoom').operations).toMatchObject({ meeting: { scopes: ['m:read|m:read:admin'] } })

  put('facts/zoom.operations.json', { 'GET /gone': 'any' })
  expect(extract()).toContain('GET /gone is not in the vendor')
})

test("Google's discovery documents become the same facts, uploads too", () => {
  const file = { type: 'object', properties: { name: { type: 'string' }, id: { type: 'string', readOnly: true } } }
  const method = {
    id: 'drive.files.create',
    httpMethod: 'POST',
    path: 'files/{driveId}:make',
    scopes: ['drive', 'drive.file'],
    request: { $ref: 'File' },
    parameters: {
      driveId: { location: 'path', required: true, type: 'string' },
      size: { location: 'query', type: 'integer', format: 'int32', minimum: '1', maximum: '10' },
      old: { location: 'query', type: 'boolean', deprecated: true },
      labels: { location: 'query', type: 'string', repeated: true },
    },
    mediaUpload: { protocols: { simple: { path: '/upload/drive/v3/files' } } },
  }
  const common = {
    alt: { location: 'query', type: 'string', enum: ['json'] },
    fields: { location: 'query', type: 'string' },
  }
  const drive = {
    revision: '20260916',
    servicePath: 'drive/v3/',
    parameters: { ...common, access_token: { location: 'query', type: 'string' } },
    resources: { files: { methods: { create: method } } },
    schemas: { File: file },
  }
  put('documents/drive.v3.json', drive)
  put('documents/docs.v1.json', { ...drive, revision: '1', servicePath: '', resources: {}, schemas: {} })
  put('facts/google_docs.operations.json', {
    'POST /drive/v3/files/{driveId}:make': 'any',
    'POST /upload/drive/v3/files': 'any',
  })
  extract()
  const { operations, schemas } = facts('google_docs')
  expect(operations['drive.files.create']).toEqual({
    method: 'POST',
    path: '/drive/v3/files/{driveId}:make',
    scopes: ['drive|drive.file'],
    parameters: [
      { name: 'driveId', in: 'path', required: true, schema: { type: 'string' } },
      { name: 'size', in: 'query', schema: { type: 'integer', minimum: 1, maximum: 10 } },
      { name: 'labels', in: 'query', schema: { type: 'array', items: { type: 'string' } } },
      { name: 'alt', in: 'query', schema: { type: 'string', enum: ['json'] } },
      { name: 'fields', in: 'query', schema: { type: 'string' } },
    ],
    body: { schema: { $ref: 'facts#/schemas/File' } },
    statuses: [200],
  })
  expect(operations['drive.files.create.upload']).toMatchObject({
    path: '/upload/drive/v3/files',
    body: { required: true, multipart: true, schema: { $ref: 'facts#/schemas/File' } },
  })
  expect(schemas).toEqual({
    File: { type: 'object', properties: { name: { type: 'string' } }, additionalProperties: false },
  })
})

test("Slack's methods become forms", () => {
  const scopes = { bot: [{ name: 'chat:write' }], user: [{ name: 'chat:write' }, { name: 'chat:more' }] }
  const args = {
    channel: { required: true, type: 'string' },
    limit: { required: false, type: 'integer', default: '9' },
  }
  put('documents/slack-methods.json', { 'chat.say': { args, scopes } })
  put('facts/slack.operations.json', { 'chat.say': 'any' })
  put('facts/slack.amendments.json', [
    { at: ['chat.say', 'rules'], set: { anyOf: [{ required: ['limit'] }] }, source: 'page 1' },
  ])
  extract()
  expect(facts('slack').operations['chat.say']).toEqual({
    method: 'POST',
    path: '/chat.say',
    scopes: ['chat:write|chat:more'],
    parameters: [],
    body: {
      form: true,
      schema: {
        type: 'object',
        required: ['channel'],
        properties: { channel: { type: 'string' }, limit: { type: 'integer' } },
        additionalProperties: false,
        anyOf: [{ required: ['limit'] }],
      },
    },
    statuses: [200],
  })
})

describe("Linear's schema", () => {
  const SDL = `
    "Prose."
    type Query { lamps(filter: LampFilter, sort: LampSort): [Lamp!]! oldLamps: [Lamp!]! @deprecated others: [Other!]! }
    type Mutation { light(input: LightInput!): Lamp! }
    type Lamp { id: ID! old: Int @deprecated(reason: "gone") kind: Kind other: Other }
    type Other { id: ID! }
    enum Kind { "Prose." big small }
    input LampFilter { kind: Kind other: OtherFilter and: [LampFilter!] }
    input OtherFilter { id: ID }
    input LampSort { by: Kind }
    input LightInput { kind: Kind! = big }
  `
  const use = (operations: object, types = ['Query', 'Mutation', 'Lamp'], inputs = ['LampFilter', 'LightInput']) => {
    put('documents/linear.graphql', SDL)
    put('facts/linear.operations.json', { operations, types, inputs })
    return extract()
  }

  test('keeps what is used', () => {
    use({ 'query lamps': ['read'], 'mutation light': ['write'] })
    expect(readFileSync(join(folder, 'facts/linear.graphql'), 'utf8').trim().split('\n')).toEqual([
      'enum Kind { big small }',
      'input LampFilter { kind: Kind and: [LampFilter!] }',
      'input LightInput { kind: Kind! = big }',
      'type Lamp { id: ID! kind: Kind }',
      'type Mutation { light(input: LightInput!): Lamp! }',
      'type Query { lamps(filter: LampFilter): [Lamp!]! }',
    ])
  })

  test('refuses what is not there, is deprecated, or is out of reach', () => {
    const light = { 'mutation light': ['write'] }
    expect(use({ ...light, 'query gone': [] })).toContain('query gone is not in the vendor')
    expect(use({ ...light, 'query oldLamps': [] })).toContain('query oldLamps is deprecated')
    expect(use(light, ['Query', 'Mutation', 'Gone'])).toContain('The type Gone is not in the vendor')
    expect(use(light, ['Query', 'Mutation', 'Lamp', 'Other'])).toContain('Nothing that we use has the type LampFilter')
  })
})
