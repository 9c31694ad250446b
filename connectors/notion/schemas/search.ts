import { declareTool, page, z } from '../../sdk'
import { flag, maybe, order, paging, query, READ, text } from './common'

export const search = declareTool({
  description:
    'Finds pages and data sources (tables) by words of their title, not of their text; without query, everything that is shared with this connection. Rows of a known table: query_database, which filters. The link of a page is https://www.notion.so/ and its id without dashes.',
  input: z.strictObject({
    query: query.optional().describe('Words of the title.'),
    type: z.enum(['page', 'data_source']).optional(),
    order,
    ...paging(),
  }),
  output: page(z.object({ type: text, title: text, id: text, parent: maybe, edited: maybe })).extend({
    incomplete: flag,
  }),
  effect: 'read',
  scopes: READ,
})

export const listDatabases = declareTool({
  description:
    'Data sources (the tables inside databases) that this connection sees, with the ids that query_database and get_data_source take. For pages use search.',
  input: z.strictObject({ query: query.optional().describe('Words of the title.'), order, ...paging() }),
  output: page(z.object({ title: text, data_source_id: text, database_id: maybe, edited: maybe })).extend({
    incomplete: flag,
  }),
  effect: 'read',
  scopes: READ,
})
