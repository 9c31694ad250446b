import { declareTool, z } from '../../sdk'
import { document, DOCUMENTS, folder, index, Made, maybe, OWN_FILES, range, revision, tab, text, title } from './common'

const written = z.object({ url: text, revision_id: maybe })
const body = z.string().min(1).max(200_000)
const format = z
  .enum(['markdown', 'text'])
  .default('markdown')
  .describe('markdown makes headings, lists, tables, links and so on; text is put in as it is.')

export const createDocument = declareTool({
  description:
    'Makes a document, with Markdown turned into headings, lists, tables and so on. To start from a template use copy_document; to add to one that exists, append_text.',
  input: z.strictObject({
    title,
    content: z.string().max(1_000_000).optional().describe('Markdown. Without it the document is empty.'),
    folder: folder.optional(),
  }),
  output: Made,
  effect: 'write',
  scopes: OWN_FILES,
})

export const copyDocument = declareTool({
  description:
    'Copies a document with its tabs, such as a template; comments stay behind. Fill it in with replace_text. Returns the copy.',
  input: z.strictObject({
    document,
    title: title.optional().describe('Default: Copy of ...'),
    folder: folder.optional(),
  }),
  output: Made,
  effect: 'write',
  scopes: OWN_FILES,
})

export const appendText = declareTool({
  description:
    'Adds text at the end of a tab, in a new paragraph; no index needed. To put it elsewhere use insert_text. Do not repeat after outcome_unknown before reading.',
  input: z.strictObject({ document, tab, text: body, format }),
  output: written,
  effect: 'write',
  scopes: DOCUMENTS,
})

export const insertText = declareTool({
  description:
    'Puts text at an index that get_structure gave. One paragraph of Markdown goes into the line; several go in front of the paragraph that starts at index. For the end of a tab use append_text; to change words everywhere, replace_text.',
  input: z.strictObject({
    document,
    tab,
    index: index('UTF-16 index, from get_structure.'),
    text: body,
    format,
    revision_id: revision.optional(),
  }),
  output: written,
  effect: 'write',
  scopes: DOCUMENTS,
})

export const replaceText = declareTool({
  description:
    'Replaces each occurrence of a text, in all tabs or some, and keeps its formatting; fills in templates such as {{name}}. Returns how many there were. An empty replacement deletes. For one place only use get_structure with find, then delete_range and insert_text.',
  input: z.strictObject({
    document,
    find: z.string().min(1).max(5_000).describe('Within one paragraph.'),
    replacement: z.string().max(50_000).describe('Plain text.'),
    match_case: z.boolean().default(true),
    tabs: z.array(z.string().min(1).max(200)).min(1).max(50).optional().describe('Ids or titles. Default: all tabs.'),
    revision_id: revision.optional(),
  }),
  output: written.extend({ replaced: z.number() }),
  effect: 'destroy',
  scopes: DOCUMENTS,
})

export const deleteRange = declareTool({
  description:
    'Deletes what is between two indices of a tab. Call get_structure right before: all later indices move with each edit. The last line break of a tab or cell, and part of a table, cannot be deleted.',
  input: z.strictObject({ document, tab, ...range, revision_id: revision }),
  output: written,
  effect: 'destroy',
  scopes: DOCUMENTS,
})

export const formatText = declareTool({
  description:
    'Formats what is between two indices of a tab: the style or list of its paragraphs, bold and so on of its characters, a link. What is left out stays. New formatted text is easier with insert_text and Markdown.',
  input: z.strictObject({
    document,
    tab,
    ...range,
    style: z
      .enum([
        'normal',
        'title',
        'subtitle',
        'heading_1',
        'heading_2',
        'heading_3',
        'heading_4',
        'heading_5',
        'heading_6',
      ])
      .optional(),
    list: z.enum(['bullets', 'numbers', 'checkboxes', 'none']).optional(),
    bold: z.boolean().optional(),
    italic: z.boolean().optional(),
    underline: z.boolean().optional(),
    strikethrough: z.boolean().optional(),
    code: z.boolean().optional().describe('Monospaced font.'),
    link: z.string().max(2_000).optional().describe('URL; empty to remove the link.'),
    revision_id: revision.optional(),
  }),
  output: written,
  effect: 'update',
  scopes: DOCUMENTS,
})
