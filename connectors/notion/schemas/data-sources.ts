import { declareTool, detail, page, z } from '../../sdk'
import { databaseId, dataSourceId } from '../identifiers'
import { OPERATORS } from '../properties/filter'
import { TYPES } from '../properties/schema-change'
import { exactly, flag, INSERT, maybe, oneOf, paging, Parent, READ, text, title, UPDATE, Values } from './common'

const names = z.array(text).optional()

const DataSource = z.object({
  id: text,
  title: text,
  description: maybe,
  database_id: maybe,
  url: maybe,
  in_trash: flag,
  edited: maybe,
  properties: z
    .array(
      z.object({
        name: text,
        type: text,
        description: maybe,
        options: names,
        format: maybe,
        expression: maybe,
        relates_to: maybe,
        rollup: maybe,
        prefix: maybe,
      }),
    )
    .optional(),
})

export const getDatabase = declareTool({
  description:
    'A database with its data sources, the tables in it. Properties and options are in get_data_source, rows in query_database.',
  input: z.strictObject({ database_id: databaseId() }),
  output: z.object({
    id: text,
    title: text,
    description: maybe,
    url: maybe,
    parent: Parent,
    in_trash: flag,
    edited: maybe,
    data_sources: z.array(z.object({ id: text, name: text })).optional(),
  }),
  effect: 'read',
  scopes: READ,
})

export const getDataSource = declareTool({
  description:
    'Schema of a data source: names, types and options of its properties. Look here before rows are written or filtered.',
  input: z
    .strictObject({ data_source_id: dataSourceId().optional(), database_id: databaseId().optional() })
    .refine(oneOf('data_source_id', 'database_id'), { message: exactly('data_source_id', 'database_id') }),
  output: DataSource,
  effect: 'read',
  scopes: READ,
})

const condition = z.strictObject({
  property: z.string().describe('Name; also created_time, last_edited_time.'),
  is: z.enum(OPERATORS),
  value: z
    .union([z.string(), z.number(), z.boolean(), z.array(z.string()).min(1).max(20)])
    .optional()
    .describe('Option, text, number, date or 7d (days ago), person or "me", page URL; of a list, any.'),
})

export const queryDatabase = declareTool({
  description:
    'Rows of a database with their properties as plain values; filter and sort by names that get_data_source gives. For one row get_page, to find a table list_databases. Empty properties are left out, long ones cut unless detail is full.',
  input: z
    .strictObject({
      database_id: databaseId().optional(),
      data_source_id: dataSourceId('Where the database has several.').optional(),
      filter: z
        .array(condition)
        .max(20)
        .optional()
        .describe('E.g. [{"property": "Status", "is": "equals", "value": ["Next", "Doing"]}].'),
      match: z.enum(['all', 'any']).default('all').describe('How many conditions must hold.'),
      sorts: z
        .array(
          z.strictObject({ property: z.string(), direction: z.enum(['ascending', 'descending']).default('ascending') }),
        )
        .max(10)
        .optional(),
      properties: z.array(z.string()).max(50).optional().describe('Only these, by name.'),
      in_trash: z.boolean().default(false).describe('Rows in the trash.'),
      detail: detail(),
      ...paging(),
    })
    .refine(oneOf('database_id', 'data_source_id'), { message: exactly('database_id', 'data_source_id') }),
  output: page(z.object({ id: text, title: text, properties: Values, url: maybe, edited: maybe })).extend({
    incomplete: flag,
  }),
  effect: 'read',
  scopes: READ,
})

const settings = {
  options: z.array(z.string().min(1).max(100)).max(100).optional().describe('Of a select, multi_select or status.'),
  format: z.string().optional().describe('Of a number: percent, euro, ...'),
  expression: z.string().optional().describe('Of a formula.'),
  relates_to: dataSourceId('Of a relation: data source id.').optional(),
  prefix: z.string().max(20).optional().describe('Of a unique_id.'),
}

export const createDataSource = declareTool({
  description:
    'Adds a data source (a table) to a database that is there. Without a property of the type title it gets one called Name. Returns its schema. For another column use update_data_source, for rows create_page.',
  input: z.strictObject({
    database_id: databaseId(),
    title,
    properties: z.array(z.strictObject({ name: z.string().min(1), type: z.enum(TYPES), ...settings })).max(100),
  }),
  output: DataSource,
  effect: 'write',
  scopes: INSERT,
})

export const updateDataSource = declareTool({
  description:
    'Changes title or columns of a data source: adds a property (new name and type), renames it, changes its type, adds options, or removes it with all its values. Ask the person before removing or changing a type. Returns the schema.',
  input: z
    .strictObject({
      data_source_id: dataSourceId().optional(),
      database_id: databaseId().optional(),
      title: title.optional(),
      properties: z
        .array(
          z.strictObject({
            name: z.string().min(1),
            type: z.enum(TYPES).optional(),
            new_name: z.string().min(1).optional(),
            remove: z.boolean().optional(),
            ...settings,
          }),
        )
        .max(100)
        .optional(),
    })
    .refine(oneOf('data_source_id', 'database_id'), { message: exactly('data_source_id', 'database_id') })
    .refine((input) => input.title !== undefined || input.properties !== undefined, 'Give title or properties.'),
  output: DataSource,
  effect: 'destroy',
  scopes: UPDATE,
})
