import { declareTool, z } from '../../sdk'
import { databaseId, dataSourceId, pageId } from '../identifiers'
import {
  icon,
  exactly,
  flag,
  INSERT,
  markdown,
  maybe,
  oneOf,
  Parent,
  READ,
  text,
  title,
  UPDATE,
  Values,
} from './common'

const Page = z.object({
  id: text,
  title: text,
  url: maybe,
  icon: maybe,
  parent: Parent,
  in_trash: flag,
  locked: flag,
  created: maybe,
  edited: maybe,
  properties: Values,
})

const values = z
  .record(z.string(), z.union([z.string(), z.number(), z.boolean(), z.null(), z.array(z.string()).max(100)]))
  .optional()
  .describe(
    'By name: text, number, true/false, option name(s), date "2026-01-31" or "2026-01-31/2026-02-02", people by full name, e-mail or "me", relation: page URLs, files: URLs; null clears. E.g. {"Status": "Done", "Owner": ["me"]}.',
  )

export const getPage = declareTool({
  description:
    'Properties of a page or database row, as plain values by name, with its parent and address. Its text comes from get_page_content, its comments from get_comments. Relations are page ids, and at most 25 of a list are given.',
  input: z.strictObject({
    page_id: pageId(),
    properties: z.array(z.string()).max(100).optional().describe('Only these, by name.'),
  }),
  output: Page,
  effect: 'read',
  scopes: READ,
})

export const getPageContent = declareTool({
  description:
    'Text of a page as Markdown, about 40,000 characters at a time. Child pages and databases are links. Use list_block_children where block ids are needed, get_page for properties.',
  input: z.strictObject({
    page_id: pageId('Page, or a block of it: URL or id.'),
    format: z
      .enum(['markdown', 'blocks'])
      .default('markdown')
      .describe('blocks: made from up to 500 blocks, where markdown fails; not fit for update_page_content.'),
    start_line: z.int().min(1).default(1).describe('next_line of the previous call.'),
    include_transcript: z.boolean().default(false).describe('With the transcripts of meeting notes.'),
  }),
  output: z.object({
    id: text,
    markdown: text,
    total_lines: z.number(),
    next_line: z.number().optional(),
    truncated: flag,
    unread_block_ids: z.array(text).optional(),
    hint: maybe,
  }),
  effect: 'read',
  scopes: READ,
})

export const createPage = declareTool({
  description:
    'Creates a page under another page, or a row in a database, with properties and text. get_data_source tells the names and options of properties. Returns the page with its address.',
  input: z
    .strictObject({
      parent_page_id: pageId('Under this page: URL or id.').optional(),
      database_id: databaseId('Row of this database: URL or id.').optional(),
      data_source_id: dataSourceId('Row of this data source.').optional(),
      title,
      properties: values,
      markdown: markdown('Text of the page, Markdown.').optional(),
      icon,
    })
    .refine(oneOf('parent_page_id', 'database_id', 'data_source_id'), {
      message: exactly('parent_page_id', 'database_id', 'data_source_id'),
    }),
  output: Page,
  effect: 'write',
  scopes: INSERT,
})

export const updatePage = declareTool({
  description:
    'Changes title, properties or icon of a page or row, or moves it to the trash and back. Only what is given changes; a list replaces the whole list. For its text use update_page_content or append_block_children, for another parent move_page.',
  input: z
    .strictObject({
      page_id: pageId(),
      title: title.optional(),
      properties: values,
      icon,
      in_trash: z.boolean().optional().describe('true: to the trash; false: back.'),
    })
    .refine((input) => Object.keys(input).length > 1, 'Give at least one field to change.'),
  output: Page,
  effect: 'update',
  scopes: UPDATE,
})

export const updatePageContent = declareTool({
  description:
    'Edits the text of a page as get_page_content (format markdown) gives it: finds and replaces exact text, or replaces all of it. To add at the end use append_block_children. What would delete child pages or databases is refused unless allow_deleting_content is set.',
  input: z
    .strictObject({
      page_id: pageId(),
      edits: z
        .array(
          z.strictObject({
            find: z.string().min(1).max(100_000).describe('Exact Markdown that is there.'),
            replace: z.string().max(100_000),
            every: z.boolean().default(false).describe('Every occurrence; otherwise find must occur once.'),
          }),
        )
        .min(1)
        .max(100)
        .optional()
        .describe('In order.'),
      replace_all: markdown('The new text of the whole page.').optional(),
      allow_deleting_content: z.boolean().default(false).describe('Only after the person agreed.'),
    })
    .refine(oneOf('edits', 'replace_all'), { message: exactly('edits', 'replace_all') }),
  output: z.object({ id: text, updated: z.boolean(), total_lines: z.number() }),
  effect: 'destroy',
  scopes: UPDATE,
})

const DESTINATIONS = ['to_page_id', 'to_database_id', 'to_data_source_id'] as const

export const movePage = declareTool({
  description:
    'Moves a page with all below it under another page, or into a database as a row. Databases cannot be moved. Returns the page with its new parent.',
  input: z
    .strictObject({
      page_id: pageId(),
      to_page_id: pageId('Under this page: URL or id.').optional(),
      to_database_id: databaseId('Into this database: URL or id.').optional(),
      to_data_source_id: dataSourceId('Into this data source.').optional(),
    })
    .refine(oneOf(...DESTINATIONS), { message: exactly(...DESTINATIONS) }),
  output: Page,
  effect: 'update',
  scopes: UPDATE,
})
