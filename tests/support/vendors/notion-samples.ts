/* Our own Harbor as Notion forms it: a table of tasks with a property of every type, a page with text, two people. */

const uuid = (kind: number, n = 1): string => `${kind}0000000-5b6a-4789-8abc-${String(n).padStart(12, '0')}`

export const IDS = {
  /** A row of the table, and a page that is in none. */
  row: uuid(1),
  page: uuid(1, 2),
  database: uuid(2),
  /** A database of two tables. */
  twins: uuid(2, 2),
  source: uuid(3),
  task: uuid(4),
  code: uuid(4, 2),
  equation: uuid(4, 3),
  tableRow: uuid(4, 4),
  toggle: uuid(4, 5),
  ada: uuid(5),
  ben: uuid(5, 2),
  bot: uuid(5, 3),
  comment: uuid(6),
  discussion: uuid(7),
} as const

const AT = '2026-11-02T16:00:00.000Z'
const ada = {
  object: 'user',
  id: IDS.ada,
  type: 'person',
  name: 'Ada North',
  avatar_url: null,
  person: { email: 'ada@example.com' },
}
const ben = {
  object: 'user',
  id: IDS.ben,
  type: 'person',
  name: 'Ben South',
  avatar_url: null,
  person: { email: 'ben@example.com' },
}
const bot = {
  object: 'user',
  id: IDS.bot,
  type: 'bot',
  name: 'Harbor connection',
  avatar_url: null,
  bot: { owner: { type: 'user', user: ada }, workspace_id: uuid(8), workspace_name: 'Harbor' },
}

const annotations = {
  bold: false,
  italic: false,
  strikethrough: false,
  underline: false,
  code: false,
  color: 'default',
}
const text = (content: string) => [
  { type: 'text', text: { content, link: null }, annotations, plain_text: content, href: null },
]
const options = (...names: string[]) => names.map((name, i) => ({ id: `o${i}`, name, color: 'default' }))
const stamps = {
  created_time: AT,
  last_edited_time: AT,
  created_by: { object: 'user', id: IDS.ada },
  last_edited_by: { object: 'user', id: IDS.ada },
  archived: false,
  in_trash: false,
}
const address = (id: string): string => `https://www.notion.so/${id.replaceAll('-', '')}`

interface Property {
  id: string
  type: string
  [type: string]: unknown
}

const property = (id: string, type: string, settings: object = {}): Property => ({ id, type, [type]: settings })
const named = (all: Readonly<Record<string, Property>>) =>
  Object.fromEntries(Object.entries(all).map(([name, each]) => [name, { ...each, name }]))

/** Ids are encoded as Notion gives them. */
export const SCHEMA: Readonly<Record<string, Property>> = named({
  Task: property('title', 'title'),
  Status: property('st%3Aa', 'status', { options: options('Next', 'Doing', 'Done'), groups: [] }),
  Kind: property('kind', 'select', { options: options('lamp', 'fog horn') }),
  Tags: property('tags', 'multi_select', { options: options('night', 'storm') }),
  Owner: property('ow%7Dn', 'people'),
  Due: property('du%3De', 'date'),
  Hours: property('hour', 'number', { format: 'number' }),
  Ready: property('read', 'checkbox'),
  Part: property('part', 'relation', { data_source_id: IDS.source, type: 'single_property', single_property: {} }),
  Plans: property('plan', 'files'),
  Notes: property('note', 'rich_text'),
  Site: property('site', 'url'),
  Mail: property('mail', 'email'),
  Phone: property('phon', 'phone_number'),
  Seal: property('seal', 'verification'),
  No: property('numb', 'unique_id', { prefix: 'LAMP' }),
  Score: property('scor', 'formula', { expression: 'prop("Hours") * 2' }),
  Total: property('tota', 'rollup', {
    function: 'sum',
    rollup_property_name: 'Hours',
    rollup_property_id: 'hour',
    relation_property_name: 'Part',
    relation_property_id: 'part',
  }),
  Made: property('made', 'created_time'),
  Maker: property('make', 'created_by'),
  Changed: property('chan', 'last_edited_time'),
  Changer: property('chgr', 'last_edited_by'),
  Press: property('pres', 'button'),
})

const value = (name: string, content: unknown) => {
  const { id = '', type = '' } = SCHEMA[name] ?? {}
  return { [name]: { id, type, [type]: content } }
}

/** What a table usually has. */
const usual = {
  ...value('Task', text('Clean the lamp')),
  ...value('Status', { id: 'o1', name: 'Doing', color: 'blue' }),
  ...value('Owner', [ada]),
  ...value('Due', { start: '2026-12-01', end: null, time_zone: null }),
  ...value('Hours', 2),
}
const all = {
  ...usual,
  ...value('Kind', { id: 'o0', name: 'lamp', color: 'default' }),
  ...value('Tags', [{ id: 'o0', name: 'night', color: 'default' }]),
  ...value('Ready', false),
  ...value('Part', [{ id: IDS.page }]),
  ...value('Plans', [{ name: 'plan.pdf', type: 'external', external: { url: 'https://harbor.example/plan.pdf' } }]),
  ...value('Notes', text('With the soft cloth only.')),
  ...value('Site', 'https://harbor.example/lamp'),
  ...value('Mail', 'lamp@example.com'),
  ...value('Phone', '+44 1632 960001'),
  ...value('Seal', { state: 'unverified', verified_by: null, date: null }),
  ...value('No', { prefix: 'LAMP', number: 7 }),
  ...value('Score', { type: 'number', number: 4 }),
  ...value('Total', { type: 'number', number: 2, function: 'sum' }),
  ...value('Made', AT),
  ...value('Maker', ada),
  ...value('Changed', AT),
  ...value('Changer', ada),
  ...value('Press', {}),
}

const page = (id: string, parent: object, properties: object) => ({
  object: 'page',
  id,
  ...stamps,
  cover: null,
  icon: { type: 'emoji', emoji: '💡' },
  parent,
  is_locked: false,
  properties,
  url: address(id),
  public_url: null,
})
const inSource = { type: 'data_source_id', data_source_id: IDS.source, database_id: IDS.database }

export const ROW = page(IDS.row, inSource, all)
/** As tables of many rows have them. */
export const USUAL_ROW = page(IDS.row, inSource, usual)
export const PAGE = page(
  IDS.page,
  { type: 'workspace', workspace: true },
  { title: { id: 'title', type: 'title', title: text('Lighthouse') } },
)
export const SOURCE = {
  object: 'data_source',
  id: IDS.source,
  ...stamps,
  title: text('Tasks'),
  description: text('What the lighthouse needs'),
  parent: { type: 'database_id', database_id: IDS.database },
  database_parent: { type: 'page_id', page_id: IDS.page },
  is_inline: false,
  icon: null,
  cover: null,
  properties: SCHEMA,
  url: address(IDS.source),
  public_url: null,
}

export const database = (id: string) => ({
  object: 'database',
  id,
  ...stamps,
  title: text('Tasks'),
  description: [],
  parent: { type: 'page_id', page_id: IDS.page },
  is_inline: false,
  is_locked: false,
  icon: null,
  cover: null,
  url: address(id),
  public_url: null,
  data_sources: [
    { id: IDS.source, name: 'Tasks' },
    ...(id === IDS.twins ? [{ id: uuid(3, 2), name: 'Old tasks' }] : []),
  ],
})

export interface Block {
  id: string
  type: string
  [type: string]: unknown
}

const block = (id: string, type: string, content: object, has_children = false): Block => ({
  object: 'block',
  id,
  parent: { type: 'page_id', page_id: IDS.page },
  ...stamps,
  has_children,
  type,
  [type]: content,
})

const BLOCKS: readonly Block[] = [
  block(IDS.toggle, 'toggle', { rich_text: text('How to clean it'), color: 'default' }, true),
  block(IDS.code, 'code', { rich_text: text('lamp.on()'), caption: [], language: 'javascript' }),
  block(IDS.equation, 'equation', { expression: 'e = mc^2' }),
  block(IDS.tableRow, 'table_row', { cells: [text('north'), text('red')] }),
  block(IDS.task, 'to_do', { rich_text: text('Clean the lamp'), checked: false, color: 'default' }),
]

/** By its id; one that is not known is a task. */
export const blockOf = (id: string): Block => BLOCKS.find((each) => each.id === id) ?? { ...lastBlock(), id }
const lastBlock = (): Block => block(IDS.task, 'to_do', { rich_text: text('Clean the lamp'), checked: false })

const list = (...results: unknown[]) => ({ object: 'list', results, has_more: false, next_cursor: null })

const comment = {
  object: 'comment',
  id: IDS.comment,
  discussion_id: IDS.discussion,
  parent: { type: 'page_id', page_id: IDS.page },
  created_time: AT,
  last_edited_time: AT,
  created_by: { object: 'user', id: IDS.ada },
  display_name: { type: 'user', resolved_name: 'Ada North' },
  rich_text: text('Who has the key?'),
}
const markdown = {
  object: 'page_markdown',
  id: IDS.page,
  markdown: '# Lighthouse\n\nThe **lamp** turns.',
  truncated: false,
  unknown_block_ids: [],
}

/** Our own answers of the operations we use, as Notion forms them. */
export const NOTION_SAMPLES: Readonly<Record<string, unknown>> = {
  'post-search': list(SOURCE, PAGE),
  'retrieve-a-page': ROW,
  'retrieve-page-markdown': markdown,
  'retrieve-a-block': lastBlock(),
  'get-block-children': list(...BLOCKS),
  'retrieve-a-database': database(IDS.database),
  'retrieve-a-data-source': SOURCE,
  'query-data-source': { ...list(ROW), type: 'page_or_data_source', request_status: { type: 'complete' } },
  'post-page': ROW,
  'patch-page': ROW,
  'patch-block-children': list(lastBlock()),
  'update-page-markdown': markdown,
  'update-a-block': lastBlock(),
  'delete-a-block': { ...lastBlock(), archived: true, in_trash: true },
  'move-page': ROW,
  'create-a-data-source': SOURCE,
  'update-a-data-source': SOURCE,
  'retrieve-a-comment': list(comment),
  'create-a-comment': comment,
  'get-users': list(bot, ben, ada),
  'get-self': bot,
}
