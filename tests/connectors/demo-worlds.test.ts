import { AccountsApp, IDENTITY, type Person } from '../support/accounts'
import { LINKS } from '../support/demo/harbor'
import { STORY } from '../support/demo/story'
import { ARGUMENTS } from '../support/demo/arguments'
import { CONFIGURATION, DemoVendors, withSignedLinksHere } from '../support/demo/vendors'
import { answer, modern } from '../support/raw'
import { registered } from '../support/vendors/caller'
import { VENDOR_NAMES } from '../support/vendors/oauth/stand-ins'
import { triedTools } from '../support/vendors/suites/subject'

/* What `npm run demo` shows: after an account is connected, each vendor's tools work in one small world that remembers. */
const TENANT = 'demo'
let world: AccountsApp
let ana: Person
let ben: Person

beforeAll(async () => {
  world = await AccountsApp.start({ standIns: (options) => DemoVendors.start(options), alter: withSignedLinksHere })
  await world.tenant(TENANT)
  for (const name of VENDOR_NAMES)
    await world.addConnector(TENANT, name, { account: 'personal', configuration: CONFIGURATION[name] })
  ana = await world.person(TENANT, 'ana')
  ben = await world.person(TENANT, 'ben')
})
afterEach(() => expect(world.vendors.violations).toEqual([]))
afterAll(() => world?.close())

interface Result {
  isError?: boolean
  structuredContent?: Record<string, unknown>
  content: { text: string }[]
}

async function ask(tool: string, args: object = {}, { key }: Person = ana): Promise<Result> {
  const reply = await modern(world.app.endpoint(TENANT), key, 'tools/call', { name: tool, arguments: args })
  const { result } = answer(reply) as { result?: unknown }
  if (!result) throw new Error(`${tool}: ${reply.text}`)
  return result as Result
}

async function call<T = Record<string, unknown>>(tool: string, args: object = {}, person = ana): Promise<T> {
  const { isError, content } = await ask(tool, args, person)
  const text = content[0]?.text ?? ''
  if (isError === true) throw new Error(`${tool} ${JSON.stringify(args)}: ${text}`)
  return JSON.parse(text) as T
}

/** Everything that a vendor says, as one text. */
const said = async (tool: string, args: object = {}, person = ana): Promise<string> =>
  JSON.stringify(await call(tool, args, person))

test('before anything is connected, each vendor answers with a link', async () => {
  for (const name of VENDOR_NAMES) {
    const { type, tool } = IDENTITY[name]
    const { isError, content } = await ask(`${type}_${tool}`)
    expect([name, isError, JSON.parse(content[0]?.text ?? '')]).toMatchObject([
      name,
      true,
      { code: 'connect_required' },
    ])
  }
})

describe('connected', () => {
  beforeAll(async () => {
    for (const name of VENDOR_NAMES) {
      const { type } = IDENTITY[name]
      await world.connect(ana, TENANT, type)
    }
    await world.connect(ben, TENANT, 'slack', { account: 'ben' })
  })

  test('the story that the demo prints works line by line, and each vendor knows of another', async () => {
    for (const { calls } of STORY) {
      for (const [tool, args] of calls) {
        const told = await said(tool, args)
        if (!/append|add/.test(tool)) expect([tool, told]).toEqual([tool, expect.stringMatching(/lamp|relay/)])
      }
    }
    const thread = STORY.flatMap(({ calls }) => calls).find(([tool]) => tool === 'slack_conversations_replies')
    expect(await said('slack_conversations_replies', thread?.[1])).toContain(LINKS.jira)
    expect(await said('jira_get_issue', { issue: LINKS.jira })).toContain(LINKS.slack)
    expect(await said('github_list_issue_comments', { repository: 'harbor-labs/lighthouse', number: 42 })).toContain(
      'ENG-42',
    )
    expect(await said('zoom_get_meeting_transcript', { meeting: LINKS.zoom })).toContain('HARBOR-12')
    expect(await said('linear_list_comments', { issue: 'ENG-42' })).toContain(LINKS.google)
  })

  test('GitHub: an issue that was made is in the list', async () => {
    const repository = 'harbor-labs/lighthouse'
    await call('github_create_issue', { repository, title: 'Polish the lens' })
    expect(await said('github_list_issues', { repository })).toContain('Polish the lens')
    expect(await said('github_get_job_logs', { repository, job_id: 1 })).toContain('the lamp stayed dark')
  })

  test('Jira: an issue is made, moved, commented on and found', async () => {
    const { key } = await call<{ key: string }>('jira_create_issue', {
      ...{ project: 'HARBOR', type: 'Bug', summary: 'The relay box has no lid', assignee: 'me', labels: ['relay'] },
      description: 'It **rains** in.',
    })
    await call('jira_transition_issue', { issue: key, to: 'In Progress' })
    await call('jira_add_comment', { issue: key, body: 'A lid is *ordered*.' })
    expect(await call('jira_get_issue', { issue: key })).toMatchObject({
      ...{ key, status: 'In Progress', labels: ['relay'] },
      description: expect.stringContaining('It **rains** in.') as string,
    })
    expect(await said('jira_search_issues', { jql: 'project = HARBOR AND text ~ "lid"' })).toContain(key)
    expect(await said('jira_search_issues', { jql: 'project = HARBOR AND text ~ "fog"' })).not.toContain(key)
    expect(await said('jira_get_comments', { issue: key })).toContain('ordered')
    expect(await said('jira_list_sites')).toContain('harbor.atlassian.net')
  })

  test('Jira: the other site of the account is another place', async () => {
    const more = { slug: 'pier', account: 'personal', configuration: { place: 'pier.atlassian.net' } }
    await world.addConnector(TENANT, 'jira', more)
    await world.connect(ana, TENANT, 'pier')
    expect(await said('jira_search_issues', { jql: 'project = HARBOR' })).toContain('power cut')
    expect(await said('pier_search_issues', { jql: 'project = HARBOR' })).not.toContain('power cut')
  })

  test('Slack: what one person writes the other reads, with their name', async () => {
    const { ts } = await call<{ ts: string }>('slack_send_message', {
      channel: '#lighthouse',
      text: 'The lid is here.',
    })
    await call('slack_reactions_add', { channel: '#lighthouse', ts, name: 'tada' }, ben)
    await call('slack_send_message', { channel: '#lighthouse', text: 'I put it on.', thread_ts: ts }, ben)
    const history = await said('slack_conversations_history', { channel: '#lighthouse' }, ben)
    expect(history).toContain('The lid is here.')
    expect(history).not.toContain('I put it on.')
    const replies = await said('slack_conversations_replies', { channel: '#lighthouse', ts })
    for (const each of ['Ada North', 'Ben Quay', 'I put it on.', 'tada']) expect(replies).toContain(each)
  })

  test('Slack: a file that was sent is read again', async () => {
    const content = 'The relay is dry.\n'
    const { id } = await call<{ id: string }>('slack_upload_file', {
      filename: 'relay.txt',
      content,
      channel: '#harbor',
    })
    expect(await call('slack_files_info', { file: id })).toMatchObject({ name: 'relay.txt', content })
  })

  test('Notion: a page with text, a row, and a comment', async () => {
    const { id } = await call<{ id: string }>('notion_create_page', {
      ...{ parent_page_id: LINKS.notion, title: 'Relay', markdown: '# Relay\n\n- keep it **dry**' },
    })
    await call('notion_append_block_children', { block_id: id, markdown: 'Checked today.' })
    const page = await said('notion_get_page_content', { page_id: id })
    expect(page).toContain('keep it **dry**')
    expect(page).toContain('Checked today.')
    const { items } = await call<{ items: { data_source_id: string }[] }>('notion_list_databases')
    const [tasks] = items
    const data_source_id = tasks?.data_source_id
    await call('notion_create_page', {
      ...{ data_source_id, title: 'Buy a lid', properties: { Status: 'Next', Owner: ['me'] } },
    })
    const next = { data_source_id, filter: [{ property: 'Status', is: 'equals', value: 'Next' }] }
    expect(await said('notion_query_database', next)).toContain('Buy a lid')
    expect(await said('notion_query_database', next)).not.toContain('Clean the lens')
    await call('notion_create_comment', { page_id: id, text: 'Is it dry?' })
    expect(await said('notion_get_comments', { block_id: id })).toContain('Is it dry?')
  })

  test('Notion: a text that is there twice is replaced only where all places are meant', async () => {
    const { id: page_id } = await call<{ id: string }>('notion_create_page', {
      ...{ parent_page_id: LINKS.notion, title: 'Spares', markdown: 'A lamp, and a spare lamp.' },
    })
    const edit = (find: string, more: object = {}) =>
      ask('notion_update_page_content', { page_id, edits: [{ find, replace: 'lens', ...more }] })
    for (const find of ['lamp', 'relay']) {
      const { isError, content } = await edit(find)
      expect([isError, JSON.parse(content[0]?.text ?? '')]).toMatchObject([true, { code: 'validation' }])
    }
    expect(await said('notion_get_page_content', { page_id })).toContain('A lamp, and a spare lamp.')
    expect((await edit('lamp', { every: true })).isError).not.toBe(true)
    expect(await said('notion_get_page_content', { page_id })).toContain('A lens, and a spare lens.')
  })

  test('Zoom: a meeting is made, moved, listed and deleted', async () => {
    const start_at = new Date(Date.now() + 86_400_000).toISOString().slice(0, 16)
    const { id } = await call<{ id: string }>('zoom_create_meeting', { topic: 'Relay day', start_at })
    await call('zoom_update_meeting', { meeting: id, topic: 'Relay night' })
    expect(await said('zoom_list_upcoming_meetings')).toContain('Relay night')
    await call('zoom_delete_meeting', { meeting: id })
    expect(await said('zoom_list_meetings')).not.toContain('Relay night')
    expect(await said('zoom_list_recordings')).toContain('Lamp watch')
  })

  test('Google Docs: a document is made, edited, found and commented on', async () => {
    const { id } = await call<{ id: string }>('google_docs_create_document', {
      ...{ title: 'Relay notes', content: '# Relay\n\nIt sticks.' },
    })
    await call('google_docs_append_text', { document: id, text: 'Now it is dry.' })
    await call('google_docs_replace_text', { document: id, find: 'sticks', replacement: 'stuck' })
    const text = await said('google_docs_read_document_content', { document: id })
    expect(text).toContain('It stuck.')
    expect(text).toContain('Now it is dry.')
    expect(await said('google_docs_search_documents', { query: 'relay notes' })).toContain(id)
    await call('google_docs_add_comment', { document: id, text: 'How dry?' })
    expect(await said('google_docs_list_comments', { document: id })).toContain('How dry?')
  })

  test('Linear: an issue for me is mine', async () => {
    const made = await call<{ id: string }>('linear_create_issue', {
      team: 'ENG',
      title: 'Lid',
      assignee: 'me',
    })
    expect(await said('linear_list_issues', { assignee: 'me' })).toContain(made.id)
    expect(await said('linear_list_issues', { assignee: 'Ben Quay' })).not.toContain(made.id)
    await call('linear_add_comment', { issue: made.id, body: 'It fits.' })
    const { items } = await call<{ items: object[] }>('linear_list_comments', { issue: made.id })
    expect(items).toMatchObject([{ author: 'Ada North', body: 'It fits.' }])
  })

  test.each(VENDOR_NAMES)('every tool of %s works', async (name) => {
    const { type } = IDENTITY[name]
    const { tools } = registered(type).declared
    const order = ['read', 'write', 'update', 'destroy']
    const turn = (tool: string) => order.indexOf(tools.get(tool)?.declaration.effect ?? '')
    const failed: string[] = []
    for (const { name: tool, smallest } of triedTools(type, ARGUMENTS[name]).sort(
      (a, b) => turn(a.name) - turn(b.name),
    )) {
      await call(`${type}_${tool}`, smallest).catch((error: unknown) => failed.push(String(error)))
    }
    expect(failed).toEqual([])
  })
})
