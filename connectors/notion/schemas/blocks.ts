import { declareTool, detail, page, z } from '../../sdk'
import { blockId } from '../identifiers'
import { flag, INSERT, markdown, maybe, paging, Parent, READ, text, UPDATE } from './common'

const Block = z.object({
  id: text,
  type: text,
  text: maybe,
  checked: flag,
  language: maybe,
  has_children: flag,
  parent: Parent,
  in_trash: flag,
  edited: maybe,
})

export const getBlock = declareTool({
  description:
    'One block with its whole text as Markdown. For what is below it list_block_children, for a whole page get_page_content.',
  input: z.strictObject({ block_id: blockId() }),
  output: Block,
  effect: 'read',
  scopes: READ,
})

export const listBlockChildren = declareTool({
  description:
    'Blocks of a page or block with their ids, for changes block by block; get_page_content is shorter for reading. limit counts the first level; children nest up to depth, and has_children says that there are more below than shown. Long texts are cut unless detail is full.',
  input: z.strictObject({
    block_id: blockId(),
    depth: z.int().min(1).max(4).default(1).describe('Levels.'),
    detail: detail(),
    ...paging(),
  }),
  output: page(
    z.object({
      id: text,
      type: text,
      text: maybe,
      checked: flag,
      has_children: flag,
      children: z.array(z.unknown()).optional(),
    }),
  ).extend({ hint: maybe }),
  effect: 'read',
  scopes: READ,
})

export const appendBlockChildren = declareTool({
  description:
    'Adds Markdown (headings, lists, tasks, tables, quotes, code, pictures by URL) at the end of a page or block, or after one of its blocks. To change what is there use update_page_content. Long texts take several requests; when one fails, the error says how much is there.',
  input: z.strictObject({
    block_id: blockId('Page or block to add to: URL or id.'),
    markdown: markdown('What to add.').min(1),
    after: blockId('Child block to add after.').optional(),
  }),
  output: z.object({ id: text, added: z.number(), first_block_id: maybe, last_block_id: maybe }),
  effect: 'write',
  scopes: INSERT,
})

export const updateBlock = declareTool({
  description:
    'Sets the text of one block (its type stays), ticks a task, or restores a deleted block. For several places of a page use update_page_content.',
  input: z
    .strictObject({
      block_id: blockId(),
      markdown: z.string().max(20_000).optional().describe('New text of the block; a table row as a | b | c.'),
      checked: z.boolean().optional().describe('Of a to_do.'),
      restore: z.literal(true).optional().describe('Take it out of the trash.'),
    })
    .refine((input) => Object.keys(input).length > 1, 'Give markdown, checked or restore.'),
  output: Block,
  effect: 'update',
  scopes: UPDATE,
})

export const deleteBlock = declareTool({
  description:
    'Moves a block with all below it to the trash; update_block with restore brings it back. For a page use update_page.',
  input: z.strictObject({ block_id: blockId() }),
  output: Block,
  effect: 'destroy',
  scopes: UPDATE,
})
