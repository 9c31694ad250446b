import { connected } from '../../tests/support/vendors/vendor-double'
import { toAdf } from './adf'
import { ADA, ada, adf, BEN, ben, atJira, points } from './samples'
import { Jira } from '.'

const jira = (replies: Parameters<typeof connected>[2]) => connected('jira', Jira, atJira(replies))

const FIELDS = 'GET /rest/api/3/field/search'
const ONE = 'GET /rest/api/3/issue/HARBOR-1'

describe('writing', () => {
  const CREATE = 'POST /rest/api/3/issue'
  const PUT = 'PUT /rest/api/3/issue/HARBOR-1'
  const PEOPLE = 'GET /rest/api/3/user/assignable/search'
  const made = { body: { id: '10001', key: 'HARBOR-1', self: 'x' } }

  test('a new issue: Markdown, names and custom fields in the forms of Jira', async () => {
    const severity = { id: 'customfield_1', name: 'Severity', schema: { type: 'option', custom: 'x:select' } }
    const { call, http } = jira({
      [CREATE]: made,
      [PEOPLE]: { body: [ada] },
      [FIELDS]: { body: { values: [severity, points] } },
    })
    const args = {
      project: 'harbor',
      type: 'Bug',
      summary: 'The lamp flickers',
      description: 'It **flickers**.',
      priority: 'High',
      assignee: 'Ada North',
      labels: ['lamp'],
      components: ['Light'],
      due_date: '2026-12-24',
      parent: 'harbor-9',
      fields: { Severity: 'Bad', 'Story Points': '5' },
    }
    expect(await call('create_issue', args)).toEqual({ key: 'HARBOR-1', id: '10001' })
    expect(http.seen.at(-1)?.body).toEqual({
      fields: {
        project: { key: 'HARBOR' },
        issuetype: { name: 'Bug' },
        summary: 'The lamp flickers',
        description: {
          version: 1,
          type: 'doc',
          content: [
            {
              type: 'paragraph',
              content: [
                { type: 'text', text: 'It ' },
                { type: 'text', text: 'flickers', marks: [{ type: 'strong' }] },
                { type: 'text', text: '.' },
              ],
            },
          ],
        },
        priority: { name: 'High' },
        assignee: { id: ADA },
        labels: ['lamp'],
        components: [{ name: 'Light' }],
        duedate: '2026-12-24',
        parent: { key: 'HARBOR-9' },
        customfield_1: { value: 'Bad' },
        customfield_10016: 5,
      },
    })
    expect(http.seen[0]?.query).toEqual({ query: 'Ada North', project: 'HARBOR', maxResults: 1_000 })
  })

  test('an issue without a key was made all the same', async () => {
    const { call } = jira({ [CREATE]: { body: {} } })
    const args = { project: 'HARBOR', type: 'Bug', summary: 'x' }
    await expect(call('create_issue', args)).rejects.toMatchObject({ code: 'outcome_unknown' })
  })

  test.each([
    [{ type: 'string', custom: 'x:textarea' }, 'a', adf('a')],
    [{ type: 'string', custom: 'x:textfield' }, 'a', 'a'],
    [{ type: 'array', items: 'option' }, ['a', { id: '3' }], [{ value: 'a' }, { id: '3' }]],
    [{ type: 'array', items: 'version' }, '2026', [{ name: '2026' }]],
    [{ type: 'option-with-child' }, 'a > b', { value: 'a', child: { value: 'b' } }],
    [{ type: 'array', items: 'json', custom: 'x:gh-sprint' }, '37', 37],
    [{ type: 'array', items: 'user' }, [BEN], [{ id: BEN }]],
    [{ type: 'datetime' }, '2026-01-31', '2026-01-30T23:00:00.000+0000'],
    [{ type: 'datetime' }, '2026-01-31T09:00Z', '2026-01-31T09:00:00.000+0000'],
    [{ type: 'datetime' }, '2026-02-30', '2026-02-30'],
    [{ type: 'number' }, 'many', 'many'],
    [{ type: 'option' }, null, null],
    [undefined, { raw: true }, { raw: true }],
  ])('a field of %j takes %j', async (schema, value, expected) => {
    const values = schema ? [{ id: 'customfield_7', name: 'Pier', schema }] : []
    const { call, http } = jira({
      [PUT]: {},
      [FIELDS]: { body: { values } },
      [ONE]: { body: { key: 'HARBOR-1', fields: {} } },
      'GET /rest/api/3/myself': { body: { ...ada, timeZone: 'Europe/Oslo' } },
    })
    await call('update_issue', { issue: 'HARBOR-1', fields: { customfield_7: value } })
    expect(http.seen.at(-1)?.body).toEqual({ fields: { customfield_7: expected } })
  })

  test('an update clears with null and adds labels beside the others', async () => {
    const { call, http } = jira({ [PUT]: { status: 204 } })
    const args = {
      description: null,
      assignee: null,
      due_date: null,
      parent: null,
      add_labels: ['a'],
      remove_labels: ['b'],
    }
    expect(await call('update_issue', { issue: 'HARBOR-1', ...args })).toEqual({
      key: 'HARBOR-1',
      changed: ['assignee', 'duedate', 'description', 'labels', 'parent'],
    })
    expect(http.seen[0]?.body).toEqual({
      fields: { assignee: null, duedate: null, description: { version: 1, type: 'doc', content: [] } },
      update: { labels: [{ add: 'a' }, { remove: 'b' }], parent: [{ set: { none: true } }] },
    })
  })

  test.each([
    { issue: 'HARBOR-1' },
    { issue: 'HARBOR-1', lose_rich_content: true },
    { issue: 'HARBOR-1', labels: ['a'], add_labels: ['b'] },
    { issue: 'HARBOR-1', labels: ['two words'] },
    { issue: 'HARBOR-1', due_date: 'soon' },
    { issue: 'HARBOR-1', due_date: '2026-02-30' },
  ])('an update of %j is refused', async (args) => {
    await expect(jira({}).call('update_issue', args)).rejects.toThrow()
  })

  test('a field is not set twice', async () => {
    const args = { issue: 'HARBOR-1', summary: 'a', fields: { summary: 'b' } }
    await expect(jira({}).call('update_issue', args)).rejects.toMatchObject({ code: 'validation' })
  })

  describe('texts that are replaced', () => {
    const doc = (...content: object[]) => ({ version: 1, type: 'doc', content })
    const media = { type: 'mediaSingle', content: [{ type: 'media', attrs: { type: 'file', id: 'm1' } }] }
    const panel = { type: 'panel', attrs: { panelType: 'info' }, content: [media, { type: 'glow' }] }
    const notes = { id: 'customfield_7', name: 'Notes', schema: { type: 'string', custom: 'x:textarea' } }
    const holding = (fields: object) =>
      jira({ [PUT]: { status: 204 }, [ONE]: { body: { fields } }, [FIELDS]: { body: { values: [notes] } } })

    test.each([
      [{ description: 'New.' }, { description: doc(panel) }, 'other parts, panels, pictures or files'],
      [{ description: 'New.' }, { description: doc({ type: 'paragraph', content: [{ type: 'status' }] }) }, 'statuses'],
      [{ fields: { Notes: 'New.' } }, { customfield_7: doc(media) }, 'pictures or files'],
      [{ fields: { description: doc(media) } }, { description: doc(panel) }, 'other parts, panels'],
    ])('%j is refused for what would be lost', async (change, present, lost) => {
      const { call, http } = holding(present)
      const [id] = Object.keys(present)
      await expect(call('update_issue', { issue: 'HARBOR-1', summary: 'x', ...change })).rejects.toMatchObject({
        code: 'conflict',
        message: `The ${id} holds ${lost}, which Markdown would lose. Nothing changed.`,
        details: { hint: expect.stringContaining('lose_rich_content') as string },
      })
      expect(http.seen.filter(({ at }) => at.startsWith('PUT'))).toEqual([])
      await call('update_issue', { issue: 'HARBOR-1', ...change, lose_rich_content: true })
      expect(http.seen.at(-1)?.at).toMatch(/^PUT/)
    })

    test.each([
      ['what Markdown carries', { description: 'New.' }, { description: toAdf('# a\n\n- [x] b\n\n> c') }],
      ['no text', { description: 'New.' }, { description: null }],
      ['pictures that stay', { fields: { description: doc(media) } }, { description: doc(media) }],
    ])('%s may be replaced', async (_, change, present) => {
      const { call, http } = holding(present)
      await call('update_issue', { issue: 'HARBOR-1', ...change })
      expect(http.seen.map(({ at, query }) => [at.split(' ')[0], query])).toEqual([
        ['GET', { fields: 'description' }],
        ['PUT', undefined],
      ])
    })
  })

  describe('people', () => {
    const PUT = 'PUT /rest/api/3/issue/HARBOR-1/assignee'
    const assign = (people: unknown, assignee: unknown) => {
      const double = jira({
        [PUT]: { status: 204 },
        [PEOPLE]: { body: people },
        'GET /rest/api/3/myself': { body: ben },
      })
      return { ...double, result: double.call('assign_issue', { issue: 'HARBOR-1', assignee }) }
    }

    test.each([
      ['me', [], { assignee: 'Ben South', account_id: BEN }],
      [ADA, [], { assignee: ADA, account_id: ADA }],
      ['ada north', [ada], { assignee: 'Ada North', account_id: ADA }],
      ['Ada North', [{ ...ben, displayName: 'Ada Northrop' }, ada], { assignee: 'Ada North', account_id: ADA }],
      [
        'ada@harbor.example',
        [{ ...ada, emailAddress: 'ada@harbor.example' }, ben],
        { assignee: 'Ada North', account_id: ADA },
      ],
      [
        'Ada North',
        [ada, { ...ada, accountId: BEN, accountType: 'app' }, { ...ada, accountId: BEN, active: false }],
        { assignee: 'Ada North', account_id: ADA },
      ],
      // Jira found her by an address that she does not show.
      ['ada@harbor.example', [ada], { assignee: 'Ada North', account_id: ADA }],
      [null, [], { assignee: null }],
    ])('%j is found', async (assignee, people, expected) => {
      const { http, result } = assign(people, assignee)
      expect(await result).toEqual({ key: 'HARBOR-1', ...expected })
      expect(http.seen.at(-1)?.body).toEqual({ accountId: 'account_id' in expected ? expected.account_id : null })
    })

    const mail = 'ada@harbor.example'
    test.each([
      [
        'several of one name',
        'ada north',
        [ada, { ...ben, displayName: 'Ada North' }],
        `Several people fit "ada north". Known: Ada North (${ADA}); Ada North (${BEN}).`,
      ],
      ['the only one whose name begins so', 'ada', [ada], `Nobody is called exactly "ada". Known: Ada North (${ADA}).`],
      [
        'several whose names begin so',
        'a',
        [ada, ben],
        `Nobody is called exactly "a". Known: Ada North (${ADA}); Ben South (${BEN}).`,
      ],
      [
        'another address',
        mail,
        [{ ...ada, emailAddress: `${mail}.org` }],
        `Nobody is called exactly "${mail}". Known: Ada North (${mail}.org, ${ADA}).`,
      ],
      [
        'several who hide theirs',
        mail,
        [ada, ben],
        `Nobody is called exactly "${mail}". Known: Ada North (${ADA}); Ben South (${BEN}).`,
      ],
      [
        'a name like an address',
        mail,
        [{ ...ben, displayName: mail }],
        `Nobody is called exactly "${mail}". Known: ${mail} (${BEN}).`,
      ],
    ])('%s: they are named and nobody is taken', async (_, wanted, people, message) => {
      const { http, result } = assign(people, wanted)
      await expect(result).rejects.toMatchObject({
        code: 'validation',
        message,
        details: { fields: { assignee: 'Give the account id of the one you mean.' } },
      })
      expect(http.seen).toHaveLength(1)
    })

    test('nobody is an error, too', async () => {
      await expect(assign([], 'zoe').result).rejects.toMatchObject({ code: 'validation' })
    })
  })
})
