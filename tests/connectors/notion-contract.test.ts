import { startNotion } from '../support/vendors/notion'
import { IDS } from '../support/vendors/notion-samples'
import { contractSuite } from '../support/vendors/suites/contract-suite'
import { pagingSuite } from '../support/vendors/suites/paging-suite'
import type { ToolFacts, VendorSubject } from '../support/vendors/suites/subject'

const CAPABILITIES = [
  ...['read', 'insert', 'update'].map((each) => `${each} content`),
  ...['read comments', 'insert comments', 'user info'],
]
const tokens = { 'token-a': { tenant: 'a', scopes: CAPABILITIES } }
const subject: VendorSubject = { type: 'notion', start: () => startNotion(tokens, { tenant: 'a' }) }

const SOURCES = ['data_source_id', 'database_id']
const ofSource = { needs: { data_source_id: IDS.source }, apart: SOURCES }

const is = (property: string, is: string, value?: unknown) => [
  { property, is, ...(value === undefined ? {} : { value }) },
]
const each = (property: string, operators: string, value?: unknown) =>
  operators.split(' ').map((operator) => is(property, operator, value))

const EMPTY = 'is_empty is_not_empty'
const EQUALS = 'equals does_not_equal'
const CONTAINS = 'contains does_not_contain'
const COMPARED = 'greater_than less_than greater_than_or_equal_to less_than_or_equal_to'
const DATED = 'before after on_or_before on_or_after'
const PERIODS = 'this_week past_week past_month past_year next_week next_month next_year'

/** Every operator with every type that takes it. */
const FILTERS = [
  ...['Task', 'Notes', 'Site', 'Mail', 'Phone'].flatMap((name) => [
    ...each(name, `${EQUALS} ${CONTAINS} starts_with ends_with`, 'lamp'),
    ...each(name, EMPTY),
  ]),
  ...['Hours', 'No'].flatMap((name) => [...each(name, `${EQUALS} ${COMPARED}`, 2), ...each(name, EMPTY)]),
  is('No', 'equals', 'LAMP-7'),
  ...[true, false].flatMap((value) => each('Ready', EQUALS, value)),
  ...each('Status', `${EQUALS} ${CONTAINS}`, 'done'),
  ...each('Status', EQUALS, ['Next', 'Doing']),
  ...each('Kind', EQUALS, 'fog horn'),
  ...each('Tags', `${EQUALS} ${CONTAINS}`, ['night', 'storm']),
  ...['Status', 'Kind', 'Tags', 'Plans', 'Owner', 'Part'].flatMap((name) => each(name, EMPTY)),
  ...['Due', 'Made', 'Changed', 'created_time', 'last_edited_time'].flatMap((name) => [
    ...each(name, `equals ${DATED} ${COMPARED}`, '2026-01-31'),
    ...each(name, `${PERIODS} ${EMPTY}`),
    is(name, 'after', '7d'),
    is(name, 'before', 'today'),
  ]),
  ...['Owner', 'Maker', 'Changer'].flatMap((name) => [
    ...each(name, `${EQUALS} ${CONTAINS}`, 'me'),
    is(name, 'contains', 'ada@example.com'),
    is(name, 'contains', ['Ada North', IDS.ben]),
  ]),
  ...each('Part', `${EQUALS} ${CONTAINS}`, `https://www.notion.so/Lamp-${IDS.row.replaceAll('-', '')}`),
  ...['Score', 'Total'].flatMap((name) => [
    ...each(name, `${EQUALS} ${CONTAINS}`, 'lamp'),
    ...each(name, `${EQUALS} ${COMPARED}`, 2),
    is(name, 'equals', true),
    ...each(name, DATED, '2026-01-31'),
    ...each(name, `${PERIODS} ${EMPTY}`),
  ]),
  [...is('Status', 'does_not_equal', ['Next', 'Done']), ...is('Due', 'before', 'today')],
]

const VALUES_OF_A_ROW = [
  {
    ...{ Task: 'Clean it', Status: 'doing', Kind: 'lamp', Tags: ['night', 'storm'], Owner: ['me', 'Ben South'] },
    ...{ Due: '2026-12-01/2026-12-03', Hours: 2.5, Ready: true, Part: [IDS.page], Site: 'https://harbor.example' },
    ...{ Plans: ['https://harbor.example/plan.pdf'], Notes: 'See [the log](https://harbor.example/log).' },
    ...{ Mail: 'lamp@example.com', Phone: '+44 1632 960001', Seal: 'verified' },
  },
  { Due: '2026-12-01T09:00:00+01:00', Hours: '2', Tags: 'night, storm', Ready: 'yes', Owner: 'ada@example.com' },
  {
    ...{ Status: null, Kind: null, Tags: null, Owner: null, Due: null, Hours: null, Ready: null, Part: null },
    ...{ Plans: null, Notes: null, Site: null, Mail: null, Phone: null, Seal: null },
  },
]

const column = (name: string, more: object) => [{ name, ...more }]
const settings = { options: ['next', 'Done'], format: 'percent', expression: '1 + 1', relates_to: IDS.source }
const TYPES =
  'title rich_text date people files checkbox url email phone_number created_time created_by last_edited_time last_edited_by number select multi_select status formula relation unique_id'

const MARKDOWN = `# Lamp

It **turns** _slowly_, see [the log](https://harbor.example/log) and \`lamp.on()\`.

- oil
  - below
    - deeper
      - deepest
- [x] wick

1. first

> Quoted

| Place | Light |
| ----- | ----- |
| North | red   |

\`\`\`ts
lamp.on()
\`\`\`

![Lens](https://harbor.example/lens.png)

---`

const facts: ToolFacts = {
  values: {
    page_id: IDS.row,
    block_id: IDS.task,
    database_id: IDS.database,
    data_source_id: IDS.source,
    discussion_id: IDS.discussion,
    parent_page_id: IDS.page,
    to_page_id: IDS.page,
    to_database_id: IDS.database,
    to_data_source_id: IDS.source,
    relates_to: IDS.source,
    after: IDS.code,
    query: 'lamp',
    title: 'Clean the lamp',
    markdown: MARKDOWN,
    icon: '💡',
    find: 'turns',
    replace: 'stands',
    replace_all: '# Lamp',
    text: 'Who has the **key**?',
    property: 'Due',
  },
  hints: {
    get_page: { variants: { properties: [['Status', 'due']] } },
    query_database: {
      ...ofSource,
      variants: { filter: FILTERS, properties: [['Status', 'Due', 'Owner'], ['Task']] },
    },
    get_data_source: ofSource,
    create_page: {
      needs: { data_source_id: IDS.source },
      apart: ['parent_page_id', 'database_id', 'data_source_id'],
      variants: { properties: VALUES_OF_A_ROW, icon: ['💡', 'https://harbor.example/lamp.png'] },
    },
    update_page: { needs: { title: 'Lamp' }, variants: { properties: VALUES_OF_A_ROW } },
    update_page_content: { needs: { replace_all: '# Lamp' }, apart: ['edits', 'replace_all'] },
    move_page: {
      needs: { to_page_id: IDS.page },
      apart: ['to_page_id', 'to_database_id', 'to_data_source_id'],
    },
    update_block: { needs: { markdown: 'Clean **both** lamps' }, values: { markdown: 'Clean **both** lamps' } },
    create_data_source: {
      variants: {
        properties: [
          ...TYPES.split(' ').map((type) => column('Lens', { type, ...settings, prefix: 'LENS' })),
          ...['number', 'select', 'status', 'unique_id'].map((type) => column('Lens', { type })),
        ],
      },
    },
    update_data_source: {
      needs: { data_source_id: IDS.source, title: 'Tasks' },
      apart: SOURCES,
      variants: {
        properties: [
          ...TYPES.split(' ').map((type) =>
            column(type === 'title' ? 'Task' : 'Lens', { type, ...settings, prefix: 'LENS' }),
          ),
          ...['number', 'select', 'multi_select', 'status'].map((type) => column('Status', { type, ...settings })),
          column('status', { new_name: 'State', options: ['Later'] }),
          column('Status', { new_name: 'State' }),
          ...[true, false].map((remove) => column('Kind', { remove, new_name: 'Sort' })),
        ],
      },
    },
    create_comment: { needs: { page_id: IDS.page }, apart: ['page_id', 'block_id', 'discussion_id'] },
  },
  more: {
    query_database: [
      {
        data_source_id: IDS.source,
        match: 'any',
        filter: [...is('Status', 'equals', ['Next', 'Doing']), ...is('Tags', 'does_not_contain', ['night', 'storm'])],
        sorts: [{ property: 'created_time', direction: 'descending' }, { property: 'Due' }],
      },
      // A database of which the id is that of its table.
      { database_id: IDS.source },
    ],
    create_page: [
      { parent_page_id: IDS.page, title: 'Log', markdown: MARKDOWN, icon: '📒' },
      { data_source_id: IDS.source, title: '' },
    ],
    update_page: [
      { page_id: IDS.page, title: 'Log' },
      { page_id: IDS.page, properties: { title: 'Log' } },
    ],
    update_block: [
      { block_id: IDS.code, markdown: '```ts\nlamp.off()\n```' },
      { block_id: IDS.equation, markdown: '$$ E $$' },
      { block_id: IDS.tableRow, markdown: '| south | green |' },
      { block_id: IDS.toggle, markdown: '' },
      { block_id: IDS.task, restore: true },
    ],
  },
  local: {
    get_page: ['properties'],
    get_page_content: ['start_line'],
    list_block_children: ['detail'],
    // How conditions are joined; without any there is nothing to join.
    query_database: ['detail', 'match'],
    get_comments: ['detail'],
  },
  lists: {
    search: { operation: 'post-search' },
    list_databases: { operation: 'post-search' },
    list_block_children: { operation: 'get-block-children' },
    query_database: { operation: 'query-data-source' },
    get_comments: { operation: 'retrieve-a-comment' },
    list_users: { operation: 'get-users' },
  },
}

describe('contract', () => contractSuite(subject, facts))
describe('paging', () => pagingSuite(subject, facts))
