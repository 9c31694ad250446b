import { support } from './support.mjs'

const { startNotion } = support('notion.ts')
const { IDS } = support('notion-samples.ts')

const run = (content, more = {}) => ({ text: { content }, ...more })
const row = {
  Status: { status: { name: 'Doing' } },
  Tags: { multi_select: [{ name: 'night' }, { name: 'storm' }] },
  Due: { date: { start: '2026-12-01', end: '2026-12-03' } },
  Hours: { number: 2.5 },
}
const given = { Status: 'Doing', Tags: ['night', 'storm'], Due: '2026-12-01/2026-12-03', Hours: 2.5 }
/** What the names and options of properties are found in. */
const lookups = ['retrieve-a-data-source']

/** Its version of the API is the SDK's own default, and the one that these operations of ours ask for. */
export const notion = {
  type: 'notion',
  sdk: { name: '@notionhq/client', version: '5.26.0' },
  start: (tokens) => startNotion(tokens),
  client: ({ Client, iteratePaginatedAPI }, baseUrl, auth) => ({
    api: new Client({ auth, baseUrl }),
    iteratePaginatedAPI,
  }),
  headers: ['notion-version'],
  flows: [
    {
      tool: 'query_database',
      operation: 'query-data-source',
      lookups,
      args: {
        data_source_id: IDS.source,
        filter: [
          { property: 'Status', is: 'equals', value: 'Doing' },
          { property: 'Due', is: 'on_or_after', value: '2026-12-01' },
        ],
        sorts: [{ property: 'Due', direction: 'descending' }],
        limit: 20,
      },
      other: { sorts: [{ property: 'Due', direction: 'ascending' }] },
      async send({ api, iteratePaginatedAPI }) {
        const asked = {
          data_source_id: IDS.source,
          filter: {
            and: [
              { property: 'Status', status: { equals: 'Doing' } },
              { property: 'Due', date: { on_or_after: '2026-12-01' } },
            ],
          },
          sorts: [{ property: 'Due', direction: 'descending' }],
          page_size: 20,
        }
        for await (const { id } of iteratePaginatedAPI(api.dataSources.query, asked)) void id
      },
    },
    {
      tool: 'create_page',
      operation: 'post-page',
      lookups,
      args: {
        data_source_id: IDS.source,
        title: 'Clean the lamp',
        properties: given,
        icon: '💡',
        markdown: '## Oil\n\nIt **turns**.\n\n- [x] wick\n\n```js\nlamp.on()\n```',
      },
      other: { markdown: '## Oil\n\nIt *turns*.\n\n- [x] wick\n\n```js\nlamp.on()\n```' },
      send: ({ api }) =>
        api.pages.create({
          parent: { type: 'data_source_id', data_source_id: IDS.source },
          properties: { Task: { title: [run('Clean the lamp')] }, ...row },
          icon: { emoji: '💡' },
          children: [
            { type: 'heading_2', heading_2: { rich_text: [run('Oil')] } },
            {
              type: 'paragraph',
              paragraph: { rich_text: [run('It '), run('turns', { annotations: { bold: true } }), run('.')] },
            },
            { type: 'to_do', to_do: { rich_text: [run('wick')], checked: true } },
            { type: 'code', code: { rich_text: [run('lamp.on()')], language: 'javascript' } },
          ],
        }),
    },
    {
      tool: 'update_page',
      operation: 'patch-page',
      // Of which table it is a row.
      lookups: ['retrieve-a-page', ...lookups],
      args: { page_id: IDS.row, properties: { ...given, Notes: null }, in_trash: false },
      other: { properties: { ...given, Hours: 3 } },
      send: ({ api }) =>
        api.pages.update({ page_id: IDS.row, properties: { ...row, Notes: { rich_text: [] } }, in_trash: false }),
    },
  ],
}
