import type { CallContext, VendorHttp, VendorRequest } from '../sdk'
import { connected } from '../../tests/support/vendors/vendor-double'
import { Notion } from '.'

const API = 'https://api.notion.com'
const PAGE = '1f2e3d4c-5b6a-4789-8abc-0123456789ab'
const BARE = PAGE.replaceAll('-', '')
const SOURCE = '2a2a2a2a-5b6a-4789-8abc-0123456789ab'
const OTHER = '2b2b2b2b-5b6a-4789-8abc-0123456789ab'
const DATABASE = '3c3c3c3c-5b6a-4789-8abc-0123456789ab'
const ADA = '4d4d4d4d-5b6a-4789-8abc-0123456789ab'
const BEN = '5e5e5e5e-5b6a-4789-8abc-0123456789ab'

const run = (content: string, href: string | null = null) => ({
  type: 'text',
  plain_text: content,
  href,
  text: { content },
})
const select = (...names: string[]) => ({ options: names.map((name, i) => ({ id: `o${i}`, name, color: 'red' })) })
const schema = {
  Task: { id: 'title', name: 'Task', type: 'title', title: {} },
  Status: { id: 'st', name: 'Status', type: 'status', status: select('Next', 'Doing', 'Done') },
  Kind: { id: 'ki', name: 'Kind', type: 'select', select: select('Lamp', 'Fog horn') },
  Tags: { id: 'ta', name: 'Tags', type: 'multi_select', multi_select: select('night', 'storm') },
  Owner: { id: 'ow', name: 'Owner', type: 'people', people: {} },
  Due: { id: 'du', name: 'Due', type: 'date', date: {} },
  Hours: { id: 'ho', name: 'Hours', type: 'number', number: { format: 'number' } },
  Ready: { id: 're', name: 'Ready', type: 'checkbox', checkbox: {} },
  Notes: { id: 'no', name: 'Notes', type: 'rich_text', rich_text: {} },
  Link: { id: 'li', name: 'Link', type: 'url', url: {} },
  Plans: { id: 'pl', name: 'Plans', type: 'files', files: {} },
  Part: { id: 'pa', name: 'Part', type: 'relation', relation: { data_source_id: OTHER } },
  Checked: { id: 'ch', name: 'Checked', type: 'verification', verification: {} },
  No: { id: 'nr', name: 'No', type: 'unique_id', unique_id: { prefix: 'LAMP' } },
  Score: { id: 'sc', name: 'Score', type: 'formula', formula: { expression: '1' } },
}
const source = { object: 'data_source', id: SOURCE, title: [run('Tasks')], properties: schema }
const page = (properties: object, more: object = {}) => ({
  object: 'page',
  id: PAGE,
  url: `https://www.notion.so/Turn-the-lamp-${BARE}`,
  parent: { type: 'data_source_id', data_source_id: SOURCE, database_id: DATABASE },
  icon: { type: 'emoji', emoji: '🗼' },
  in_trash: false,
  created_time: '2026-11-01T08:00:00.000Z',
  last_edited_time: '2026-11-20T17:45:00.000Z',
  properties: { Task: { id: 'title', type: 'title', title: [run('Turn the lamp')] }, ...properties },
  ...more,
})
const user = (id: string, name: string, email: string) => ({
  object: 'user',
  id,
  name,
  type: 'person',
  person: { email },
})
const users = { results: [user(ADA, 'Ada North', 'ada@harbor.example'), user(BEN, 'Ben South', 'ben@harbor.example')] }
const twins = { results: [...users.results, user(PAGE, 'ada north', 'cara@harbor.example')] }
const posing = { results: [user(BEN, 'ada@harbor.example', 'ben@harbor.example')] }

const at = {
  page: `GET ${API}/v1/pages/${PAGE}`,
  database: `GET ${API}/v1/databases/${DATABASE}`,
  source: `GET ${API}/v1/data_sources/${SOURCE}`,
  create: `POST ${API}/v1/pages`,
  update: `PATCH ${API}/v1/pages/${PAGE}`,
  move: `POST ${API}/v1/pages/${PAGE}/move`,
  users: `GET ${API}/v1/users`,
  append: `PATCH ${API}/v1/blocks/${PAGE}/children`,
}
const of = (replies: Readonly<Record<string, unknown>>) =>
  connected('notion', Notion, Object.fromEntries(Object.entries(replies).map(([key, body]) => [key, { body }])))
const one = { data_sources: [{ id: SOURCE, name: 'Tasks' }] }

describe('reading', () => {
  test('every type of property is a plain value', async () => {
    const file = { name: 'plan.pdf', type: 'file', file: { url: 'https://signed.example/very-long' } }
    const properties = {
      Notes: { type: 'rich_text', rich_text: [run('See '), run('the manual', 'https://harbor.example/m'), run('.')] },
      Hours: { type: 'number', number: 0 },
      Kind: { type: 'select', select: { name: 'Lamp' } },
      Status: { type: 'status', status: { name: 'Doing' } },
      Tags: { type: 'multi_select', multi_select: [{ name: 'night' }, { name: 'storm' }] },
      Due: { type: 'date', date: { start: '2026-12-01', end: '2026-12-03', time_zone: null } },
      Day: { type: 'date', date: { start: '2026-12-01', end: null } },
      Owner: { type: 'people', people: [user(ADA, 'Ada North', 'a'), { object: 'user', id: BEN }] },
      Plans: { type: 'files', files: [file, { name: 'x', external: { url: 'https://harbor.example/x.png' } }] },
      Ready: { type: 'checkbox', checkbox: false },
      Link: { type: 'url', url: 'https://harbor.example' },
      Mail: { type: 'email', email: 'ada@harbor.example' },
      Phone: { type: 'phone_number', phone_number: '112' },
      Words: { type: 'formula', formula: { type: 'string', string: 'ok' } },
      Sum: { type: 'formula', formula: { type: 'number', number: 0 } },
      Late: { type: 'formula', formula: { type: 'boolean', boolean: false } },
      When: { type: 'formula', formula: { type: 'date', date: { start: '2026-12-01' } } },
      Part: { type: 'relation', relation: [{ id: OTHER }], has_more: true },
      Total: { type: 'rollup', rollup: { type: 'number', number: 7, function: 'sum' } },
      Parts: { type: 'rollup', rollup: { type: 'array', array: [{ type: 'title', title: [run('Lens')] }] } },
      Next: { type: 'rollup', rollup: { type: 'date', date: { start: '2026-12-24' } } },
      Made: { type: 'created_time', created_time: '2026-11-01T08:00:00.000Z' },
      Maker: { type: 'created_by', created_by: user(ADA, 'Ada North', 'a') },
      Edited: { type: 'last_edited_time', last_edited_time: '2026-11-20T17:45:00.000Z' },
      Editor: { type: 'last_edited_by', last_edited_by: { id: BEN } },
      No: { type: 'unique_id', unique_id: { prefix: 'LAMP', number: 12 } },
      Plain: { type: 'unique_id', unique_id: { prefix: null, number: 3 } },
      Checked: { type: 'verification', verification: { state: 'verified', verified_by: null, date: null } },
      Where: { type: 'place', place: { lat: 1, lon: 2, name: 'Pier' } },
      Press: { type: 'button', button: {} },
      New: { type: 'from_the_future', from_the_future: {} },
      None: { type: 'select', select: null },
    }
    const { call } = of({ [at.page]: page(properties) })
    expect(await call('get_page', { page_id: `https://www.notion.so/harbor/Turn-the-lamp-${BARE}?pvs=4` })).toEqual({
      id: PAGE,
      title: 'Turn the lamp',
      url: `https://www.notion.so/Turn-the-lamp-${BARE}`,
      icon: '🗼',
      parent: { type: 'data_source', id: SOURCE },
      created: '2026-11-01T08:00Z',
      edited: '2026-11-20T17:45Z',
      properties: {
        Notes: 'See [the manual](https://harbor.example/m).',
        Hours: 0,
        Kind: 'Lamp',
        Status: 'Doing',
        Tags: ['night', 'storm'],
        Due: '2026-12-01/2026-12-03',
        Day: '2026-12-01',
        Owner: ['Ada North', BEN],
        Plans: ['plan.pdf', 'https://harbor.example/x.png'],
        Ready: false,
        Link: 'https://harbor.example',
        Mail: 'ada@harbor.example',
        Phone: '112',
        Words: 'ok',
        Sum: 0,
        Late: false,
        When: '2026-12-01',
        Part: [OTHER, 'and more'],
        Total: 7,
        Parts: ['Lens'],
        Next: '2026-12-24',
        Made: '2026-11-01T08:00Z',
        Maker: 'Ada North',
        Edited: '2026-11-20T17:45Z',
        Editor: BEN,
        No: 'LAMP-12',
        Plain: '3',
        Checked: 'verified',
        Where: 'Pier',
        New: null,
        None: null,
      },
    })
  })

  test('only the wanted properties', async () => {
    const { call } = of({
      [at.page]: page({ Hours: { type: 'number', number: 2 }, Ready: { type: 'checkbox', checkbox: true } }),
    })
    expect(await call('get_page', { page_id: PAGE, properties: ['hours'] })).toMatchObject({ properties: { Hours: 2 } })
    await expect(call('get_page', { page_id: PAGE, properties: ['Colour'] })).rejects.toMatchObject({
      code: 'validation',
      message: expect.stringContaining('Hours (number)'),
    })
  })
})

describe('writing', () => {
  test('a row: values are built from the schema, its database from the address', async () => {
    const { http, call } = of({
      [at.database]: one,
      [at.source]: source,
      [at.users]: users,
      [at.create]: page({}),
    })
    await call('create_page', {
      database_id: `https://www.notion.so/harbor/${DATABASE.replaceAll('-', '')}?v=${BARE}`,
      title: 'Turn the lamp',
      icon: '🗼',
      markdown: 'At **dusk**.',
      properties: {
        status: 'doing',
        Kind: null,
        Tags: 'night, storm',
        Owner: ['ada@harbor.example', 'Ben South'],
        Due: '2026-12-01/2026-12-03',
        Hours: '2.5',
        Ready: true,
        Notes: 'See [the manual](https://harbor.example/m)',
        Link: 'https://harbor.example',
        Plans: ['https://harbor.example/a/plan.pdf?x=1'],
        Part: [`https://www.notion.so/Lens-${BARE}`],
        Checked: 'verified',
      },
    })
    expect(http.seen.at(-1)).toEqual({
      at: at.create,
      body: {
        parent: { type: 'data_source_id', data_source_id: SOURCE },
        icon: { emoji: '🗼' },
        properties: {
          Task: { title: [{ text: { content: 'Turn the lamp' } }] },
          Status: { status: { name: 'Doing' } },
          Kind: { select: null },
          Tags: { multi_select: [{ name: 'night' }, { name: 'storm' }] },
          Owner: { people: [{ id: ADA }, { id: BEN }] },
          Due: { date: { start: '2026-12-01', end: '2026-12-03' } },
          Hours: { number: 2.5 },
          Ready: { checkbox: true },
          Notes: {
            rich_text: [
              { text: { content: 'See ' } },
              { text: { content: 'the manual', link: { url: 'https://harbor.example/m' } } },
            ],
          },
          Link: { url: 'https://harbor.example' },
          Plans: { files: [{ name: 'plan.pdf', external: { url: 'https://harbor.example/a/plan.pdf?x=1' } }] },
          Part: { relation: [{ id: PAGE }] },
          Checked: { verification: { state: 'verified' } },
        },
        children: [
          {
            type: 'paragraph',
            paragraph: {
              rich_text: [
                { text: { content: 'At ' } },
                { text: { content: 'dusk' }, annotations: { bold: true } },
                { text: { content: '.' } },
              ],
            },
          },
        ],
      },
    })
    expect(http.seen.filter(({ at: where }) => where === at.users)).toHaveLength(1)
  })

  test.each([
    [{ Colour: 'red' }, /no such property.*Task \(title\), Status \(status\)/],
    [{ Status: 'Later' }, /"Later" is not an option\. There are: Next, Doing, Done\./],
    [{ Tags: ['night', 'day'] }, /"day" is not an option\. There are: night, storm\./],
    [{ Hours: 'many' }, /Hours: give a number/],
    [{ Ready: 'perhaps' }, /Ready: give true or false/],
    [{ Due: 'tomorrow' }, /Due: give days that exist: 2026-01-31/],
    [{ Due: '2026-13-01' }, /Due: give days that exist/],
    [{ Due: '2026-02-30' }, /Due: give days that exist: 2026-01-31/],
    [{ Due: '2026-02-28/2026-02-29' }, /Due: give days that exist/],
    [{ Due: '2026-04-31T09:00:00+01:00' }, /Due: give days that exist/],
    [{ Owner: 'Cara' }, /nobody is called exactly "Cara".*Ada North \(ada@harbor\.example\).*Ben South/],
    [{ Owner: 'Ben' }, /nobody is called exactly "Ben"\. There are: Ben South \(ben@harbor\.example\)\. Give/],
    [{ Owner: 'harbor' }, /nobody is called exactly "harbor"/],
    [{ Owner: 'ada@harbor' }, /nobody is called exactly "ada@harbor"\. There are: Ada North/],
    [{ Part: 'Lens' }, /Part: give addresses or ids of pages/],
    [{ Plans: 'plan.pdf' }, /Plans: give addresses/],
    [{ Notes: ['a', 'b'] }, /Notes: give one text/],
    [{ No: 'LAMP-1' }, /Notion fills a unique_id itself\. These can be set: Task, Status/],
    [{ Score: 1 }, /Notion fills a formula itself/],
  ])('%j is refused before anything is sent', async (properties, says) => {
    const { http, call } = of({ [at.source]: source, [at.users]: users })
    const failure = call('create_page', { data_source_id: SOURCE, title: 'x', properties })
    await expect(failure).rejects.toMatchObject({ code: 'validation', message: expect.stringMatching(says) })
    expect(http.seen.filter(({ at: where }) => !where.startsWith('GET'))).toEqual([])
  })

  test.each([
    [
      'two of one name',
      'Ada North',
      twins,
      /several people are called "Ada North"\. There are: Ada North \(ada@.*cara@/,
    ],
    [
      'a name like the address of another',
      'ada@harbor.example',
      posing,
      /nobody is called exactly "ada@harbor\.example"/,
    ],
  ])('%s: nobody is taken', async (_, Owner, people, says) => {
    const { call } = of({ [at.source]: source, [at.users]: people })
    const failure = call('create_page', { data_source_id: SOURCE, title: 'x', properties: { Owner } })
    await expect(failure).rejects.toMatchObject({ code: 'validation', message: expect.stringMatching(says) })
  })

  test('of several data sources one has to be named', async () => {
    const several = { data_sources: [...one.data_sources, { id: OTHER, name: 'Parts' }] }
    const { call } = of({ [at.database]: several })
    await expect(call('create_page', { database_id: DATABASE, title: 'x' })).rejects.toMatchObject({
      code: 'validation',
      message: `It has several data sources: Tasks ${SOURCE}, Parts ${OTHER}.`,
    })
    const { call: none } = of({ [at.database]: { data_sources: [] } })
    await expect(none('create_page', { database_id: DATABASE, title: 'x' })).rejects.toMatchObject({
      code: 'validation',
    })
  })

  test('a page below a page has a title and text alone', async () => {
    const { http, call } = of({ [at.create]: page({}) })
    await call('create_page', { parent_page_id: BARE, title: 'Log' })
    expect(http.seen).toEqual([
      {
        at: at.create,
        body: { parent: { page_id: PAGE }, properties: { title: { title: [{ text: { content: 'Log' } }] } } },
      },
    ])
    await expect(
      call('create_page', { parent_page_id: PAGE, title: 'x', properties: { Status: 'Done' } }),
    ).rejects.toMatchObject({ code: 'validation' })
  })

  test('a long text follows in further requests, and says when it does not', async () => {
    const markdown = Array.from({ length: 150 }, (_, i) => `Line ${i}`).join('\n\n')
    const make = { parent_page_id: PAGE, title: 'Log', markdown }
    const { http, call } = of({ [at.create]: page({}), [at.append]: { results: [{ id: 'a' }] } })
    await call('create_page', make)
    expect(http.seen.map(({ at: where, body }) => [where, (body as { children?: [] }).children?.length])).toEqual([
      [at.create, undefined],
      [at.append, 100],
      [at.append, 50],
    ])
    const refused = connected('notion', Notion, { [at.create]: { body: page({}) }, [at.append]: { status: 503 } })
    await expect(refused.call('create_page', make)).rejects.toMatchObject({
      code: 'vendor_unavailable',
      message: expect.stringContaining(`The page was created (${PAGE})`),
      details: { hint: expect.stringContaining('append_block_children') },
    })
  })

  test('exactly one parent', async () => {
    const { call } = of({})
    await expect(call('create_page', { title: 'x' })).rejects.toThrow('exactly one')
    await expect(call('create_page', { title: 'x', parent_page_id: PAGE, database_id: PAGE })).rejects.toThrow(
      'exactly one',
    )
  })

  test('a row changes by the schema of its table, a page without one', async () => {
    const { http, call } = of({ [at.page]: page({}), [at.source]: source, [at.update]: page({}) })
    await call('update_page', { page_id: PAGE, title: 'New', properties: { Kind: 'fog horn' }, in_trash: false })
    expect(http.seen.at(-1)?.body).toEqual({
      properties: { Task: { title: [{ text: { content: 'New' } }] }, Kind: { select: { name: 'Fog horn' } } },
      in_trash: false,
    })
    const trashed = of({ [at.update]: page({}, { in_trash: true }) })
    expect(await trashed.call('update_page', { page_id: PAGE, in_trash: true })).toMatchObject({ in_trash: true })
    expect(trashed.http.seen).toEqual([{ at: at.update, body: { in_trash: true } }])
    await expect(call('update_page', { page_id: PAGE })).rejects.toThrow('at least one field')
  })

  test('people are listed once for several calls, page by page', async () => {
    const asked: unknown[] = []
    const http = {
      get: async (where: string, { query }: VendorRequest = {}) => {
        if (!where.endsWith('/users')) return { status: 200, headers: {}, body: source }
        asked.push(query?.start_cursor)
        const [ada, ben] = users.results
        const first = { results: [ada], has_more: true, next_cursor: 'c2' }
        return { status: 200, headers: {}, body: query?.start_cursor ? { results: [ben] } : first }
      },
      post: async () => ({ status: 200, headers: {}, body: page({}) }),
    } as unknown as VendorHttp
    const held = new Map<string, NonNullable<unknown>>()
    const memory = {
      get: (key: string) => held.get(key),
      set: (key: string, value: object) => void held.set(key, value),
    }
    const make = () =>
      new Notion({ slug: 'notion', configuration: {}, http, memory }).executeTool(
        'create_page',
        { data_source_id: SOURCE, title: 'x', properties: { Owner: ['Ada North', '@ben south'] } },
        {} as CallContext,
      )
    await make()
    await make()
    expect(asked).toEqual([undefined, 'c2'])
  })

  test('an icon is an emoji or a picture', async () => {
    const { http, call } = of({ [at.update]: page({}) })
    await call('update_page', { page_id: PAGE, icon: 'https://harbor.example/i.png' })
    expect(http.seen[0]?.body).toEqual({ icon: { external: { url: 'https://harbor.example/i.png' } } })
  })

  test('a page moves below another, or into a database', async () => {
    const { http, call } = of({ [at.move]: page({}), [at.database]: one })
    await call('move_page', { page_id: PAGE, to_page_id: OTHER })
    await call('move_page', { page_id: PAGE, to_database_id: DATABASE })
    expect(http.seen.filter(({ at: where }) => where === at.move).map(({ body }) => body)).toEqual([
      { parent: { type: 'page_id', page_id: OTHER } },
      { parent: { type: 'data_source_id', data_source_id: SOURCE } },
    ])
  })
})
