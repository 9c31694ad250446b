import { declareTool, page, z } from '../../sdk'
import {
  count,
  document,
  EITHER,
  FIND,
  FIND_IN_TEXT,
  flag,
  maybe,
  paging,
  READ_DOCUMENTS,
  tab,
  TabItem,
  text,
} from './common'

const offset = z.int().min(0).default(0).describe('Character to start at: next_offset of the part before.')
const maxCharacters = z.int().min(500).max(60_000).default(20_000)

export const getDocument = declareTool({
  description:
    'Facts about a document: title, owner, dates, what the account may do, tabs, revision_id for edits. Its text: read_document_content.',
  input: z.strictObject({ document }),
  output: z.object({
    id: text,
    title: maybe,
    url: text,
    description: maybe,
    owner: maybe,
    in_shared_drive: flag,
    shared: flag,
    in_bin: flag,
    created: maybe,
    modified: maybe,
    modified_by: maybe,
    allowed: z.array(z.string()).optional(),
    revision_id: maybe,
    tabs: z.array(TabItem),
    hint: maybe,
  }),
  effect: 'read',
  scopes: READ_DOCUMENTS,
  optionalScopes: FIND,
})

export const readDocumentContent = declareTool({
  description:
    'The text of a document as Markdown: of all its tabs, or of one. Long ones come in parts: go on with next_offset. Pictures are placeholders. For indices to edit at use get_structure; for a file use export_document.',
  input: z.strictObject({
    document,
    tab: z.string().min(1).max(200).optional().describe('Id or title of a tab. Default: that of the URL, else all.'),
    format: z.enum(['markdown', 'text']).default('markdown'),
    suggestions: z.enum(['rejected', 'accepted']).default('rejected').describe('Read as if all were so.'),
    offset,
    max_characters: maxCharacters,
  }),
  output: z.object({
    title: maybe,
    tab: TabItem.optional(),
    other_tabs: count.describe('Not read.'),
    content: text,
    offset: z.number(),
    total_characters: z.number(),
    next_offset: count,
    revision_id: maybe,
  }),
  effect: 'read',
  scopes: READ_DOCUMENTS,
})

export const listTabs = declareTool({
  description:
    'The tabs of a document in order; parent says under which tab one is. Pass an id as tab to the other tools.',
  input: z.strictObject({ document, ...paging() }),
  output: page(TabItem),
  effect: 'read',
  scopes: READ_DOCUMENTS,
})

export const getStructure = declareTool({
  description:
    'Where things are in a tab, for edits: paragraphs, headings, list items and tables with their UTF-16 indices, and the revision_id that insert_text, delete_range and format_text want. With find: where a text occurs. To read use read_document_content.',
  input: z.strictObject({
    document,
    tab,
    only: z.enum(['all', 'headings', 'tables']).default('all'),
    find: z
      .string()
      .min(1)
      .max(500)
      .optional()
      .describe('Only paragraphs with this text; matches are its [start, end].'),
    ...paging(),
  }),
  output: page(
    z.object({
      kind: z.enum(['paragraph', 'heading', 'list_item', 'table', 'table_of_contents']),
      start: z.number(),
      end: z.number(),
      style: maybe,
      level: count,
      rows: count,
      columns: count,
      cell: maybe.describe('Row and column, from 1.'),
      text: maybe,
      matches: z.array(z.array(z.number())).optional(),
    }),
  ).extend({ tab: TabItem.optional(), revision_id: maybe, end_index: count }),
  effect: 'read',
  scopes: READ_DOCUMENTS,
})

export const exportDocument = declareTool({
  description:
    'The whole document as a file: pdf, docx, odt, rtf or epub come as an embedded file; html, txt and markdown as text without pictures, in parts that go on with next_offset. At most 10 MB. To read one tab, or Markdown with cleaner tables, use read_document_content.',
  input: z.strictObject({
    document,
    format: z.enum(['pdf', 'docx', 'odt', 'rtf', 'epub', 'html', 'txt', 'markdown']),
    offset,
    max_characters: maxCharacters,
  }),
  output: z.object({
    format: text,
    mime_type: maybe,
    bytes: count,
    content: maybe,
    offset: count,
    total_characters: count,
    next_offset: count,
  }),
  effect: 'read',
  scopes: EITHER,
  optionalScopes: FIND_IN_TEXT,
})
