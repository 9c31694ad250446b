import { z } from 'zod'
import { noAuth } from './auth'
import { BaseConnector } from './base'
import { Content, content } from './content'
import type { CallContext } from './context'
import { connector, prompt, resource, tool } from './decorators'
import { ConnectorError } from './errors'
import type { VendorHttp } from './http'
import { path } from './path'
import { cursor, type Input } from './schema'

const ctx = {} as CallContext
const List = z.strictObject({ of: z.string().default('x'), cursor: cursor() })
const Review = z.object({
  file: z.string().describe('Which file.'),
  tone: z.enum(['kind', 'strict']).default('kind').describe('How.'),
  focus: z.string().describe('What to look at.').optional(),
})
const asked: unknown[] = []

@connector({
  type: 'base_test',
  title: 'Base',
  description: 'For this test.',
  baseUrls: { api: 'https://x.test' },
  auth: [noAuth()],
})
class Sample extends BaseConnector {
  @tool({ description: 'Lists.', input: List, effect: 'read', scopes: [] })
  async list(input: Input<typeof List>) {
    asked.push(input)
    return { items: [1, 2, 3], next_cursor: input.cursor === 'end' ? '' : 'end', total: 6 }
  }

  @tool({ description: 'Echoes.', input: z.strictObject({ id: z.string() }), effect: 'read', scopes: [] })
  async echo({ id }: { id: string }) {
    return { path: path`/x/${id}`, seen: 'a\u200Bb' }
  }

  @tool({ description: 'Draws.', input: z.strictObject({}), effect: 'read', scopes: [] })
  async draw() {
    return content([{ type: 'image', data: 'AA==', mimeType: 'image/png' }])
  }

  @resource({ uri: 'base-test://about', name: 'about', description: 'About.', mimeType: 'text/plain' })
  async about() {
    return 'ab\u200Bout'
  }

  @resource({ uri: 'base-test://{owner}/{+path}', name: 'file', description: 'A file.' })
  async file({ owner, path: name }: Readonly<Record<string, string>>) {
    if (name === 'none') throw new ConnectorError('not_found', 'Nothing there.')
    return name === 'pic' ? { blob: 'AA==', mimeType: 'image/png' } : { text: `${owner}:${name}`, mimeType: 'text/x' }
  }

  @resource({ uri: 'https://x.test/fixed', name: 'fixed', description: 'Elsewhere.' })
  async fixed() {
    return 'fixed'
  }

  @prompt({ description: 'Reviews.', arguments: Review })
  async reviewFile({ file, tone }: z.output<typeof Review>) {
    return `Review ${file}, ${tone}.`
  }

  @prompt({ description: 'Greets.', name: 'hello' })
  async greet() {
    return [{ role: 'assistant' as const, content: { type: 'text' as const, text: 'Hello.' } }]
  }
}

const make = (slug = 'base_test') => new Sample({ slug, configuration: {}, http: {} as VendorHttp })
beforeEach(() => void asked.splice(0))

describe('tools', () => {
  test('are the declarations, the same for every object', async () => {
    const tools = await make().getTools(ctx)
    expect(tools.map(({ name, effect }) => [name, effect])).toEqual([
      ['list', 'read'],
      ['echo', 'read'],
      ['draw', 'read'],
    ])
    expect(await make('other').getTools(ctx)).toBe(tools)
  })

  test('a page gets an opaque cursor, the method the cursor of the vendor', async () => {
    const first = (await make().executeTool('list', { of: 'x' }, ctx)) as Record<string, unknown>
    expect(first).toEqual({ items: [1, 2, 3], total: 6, has_more: true, next_cursor: expect.any(String) })
    expect(first.next_cursor).not.toBe('end')
    const last = await make().executeTool('list', { of: 'x', cursor: first.next_cursor }, ctx)
    expect(last).toEqual({ items: [1, 2, 3], total: 6, has_more: false })
    expect(asked).toEqual([{ of: 'x' }, { of: 'x', cursor: 'end' }])
  })

  test('a cursor of another call is refused before the method runs', async () => {
    const { next_cursor } = (await make().executeTool('list', { of: 'x' }, ctx)) as { next_cursor: string }
    asked.splice(0)
    await expect(make().executeTool('list', { of: 'y', cursor: next_cursor }, ctx)).rejects.toMatchObject({
      code: 'validation',
    })
    expect(asked).toEqual([])
  })

  test('hidden characters leave a value; content stays as it is', async () => {
    expect(await make().executeTool('echo', { id: '1' }, ctx)).toEqual({ path: '/x/1', seen: 'ab' })
    expect(await make().executeTool('draw', {}, ctx)).toBeInstanceOf(Content)
  })

  test('a path value that climbs is the mistake of the caller', async () => {
    await expect(make().executeTool('echo', { id: '..' }, ctx)).rejects.toMatchObject({
      name: 'ConnectorError',
      code: 'validation',
    })
  })

  test('one that does not exist is our mistake: the platform asks only for what it listed', async () => {
    await expect(make().executeTool('constructor', {}, ctx)).rejects.toThrow('There is no tool "constructor".')
  })
})

describe('resources', () => {
  test('carry the slug of the connector where the type was', async () => {
    const uris = async (slug: string) => (await make(slug).getResources(ctx)).map(({ uri }) => uri)
    expect(await uris('base_test')).toEqual([
      'base-test://about',
      'base-test://{owner}/{+path}',
      'https://x.test/fixed',
    ])
    expect(await uris('second_one')).toEqual([
      'second-one://about',
      'second-one://{owner}/{+path}',
      'https://x.test/fixed',
    ])
  })

  test.each([
    ['two://about', { uri: 'two://about', mimeType: 'text/plain', text: 'about' }],
    ['two://acme/src/a.ts', { uri: 'two://acme/src/a.ts', mimeType: 'text/x', text: 'acme:src/a.ts' }],
    ['two://acme/pic', { uri: 'two://acme/pic', mimeType: 'image/png', blob: 'AA==' }],
    ['https://x.test/fixed', { uri: 'https://x.test/fixed', text: 'fixed' }],
  ])('%s is read', async (uri, expected) => {
    expect(await make('two').readResource(uri, ctx)).toEqual(expected)
  })

  test.each(['base-test://about', 'two://other', 'https://x.test/fixed2', 'two://acme/none'])(
    '%s is not found',
    async (uri) => {
      await expect(make('two').readResource(uri, ctx)).rejects.toMatchObject({ code: 'not_found' })
    },
  )
})

describe('prompts', () => {
  test('list their arguments', async () => {
    expect(await make().getPrompts(ctx)).toMatchObject([
      {
        name: 'review_file',
        arguments: [
          { name: 'file', description: 'Which file.', required: true },
          { name: 'tone', description: 'How.', required: false, options: ['kind', 'strict'] },
          { name: 'focus', description: 'What to look at.', required: false },
        ],
      },
      { name: 'hello', arguments: [] },
    ])
  })

  test('render with defaults, as a text or as messages', async () => {
    const [review, hello] = await make().getPrompts(ctx)
    expect(await review?.render({ file: 'a.ts' }, ctx)).toEqual([
      { role: 'user', content: { type: 'text', text: 'Review a.ts, kind.' } },
    ])
    expect(await hello?.render({}, ctx)).toEqual([{ role: 'assistant', content: { type: 'text', text: 'Hello.' } }])
  })

  test('name the arguments that do not pass', async () => {
    const [review] = await make().getPrompts(ctx)
    await expect(review?.render({ tone: 'rude' }, ctx)).rejects.toMatchObject({
      code: 'validation',
      details: { fields: { file: expect.any(String), tone: expect.any(String) } },
    })
  })
})

test('a type that cannot ask the vendor counts as working', async () => {
  expect(await make().validateAuth(ctx)).toEqual({})
})
