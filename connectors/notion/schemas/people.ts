import { declareTool, detail, page, z } from '../../sdk'
import { Self } from '../identity'
import { blockId, discussionId, pageId } from '../identifiers'
import { exactly, maybe, oneOf, paging, text } from './common'

export const getComments = declareTool({
  description:
    'Unresolved comments of a page or block, oldest first, with the discussion each belongs to. Those of single blocks are asked for by block.',
  input: z.strictObject({ block_id: blockId(), detail: detail(), ...paging() }),
  output: page(z.object({ discussion_id: maybe, author: maybe, created: maybe, text })),
  effect: 'read',
  scopes: ['read comments'],
})

const PLACES = ['page_id', 'block_id', 'discussion_id'] as const

export const createComment = declareTool({
  description:
    'Comments on a page or block, or answers in a discussion that get_comments gave. For text in the page use append_block_children.',
  input: z
    .strictObject({
      page_id: pageId().optional(),
      block_id: blockId('Block: URL with #block, or id.').optional(),
      discussion_id: discussionId('Discussion to answer in.').optional(),
      text: z.string().min(1).max(20_000).describe('Markdown: bold, italic, code, links.'),
    })
    .refine(oneOf(...PLACES), { message: exactly(...PLACES) }),
  output: z.object({ id: text, discussion_id: maybe, created: maybe }),
  effect: 'write',
  scopes: ['insert comments'],
})

export const listUsers = declareTool({
  description:
    'People and bots of the workspace; guests are not in it. E-mail only where the connection may read it. Who this connection is: get_self.',
  input: z.strictObject({ ...paging(50) }),
  output: page(z.object({ id: text, name: maybe, type: maybe, email: maybe })),
  effect: 'read',
  scopes: ['user info'],
})

export const getSelf = declareTool({
  description:
    'Who this Notion connection is: its bot, its workspace, and the person behind it. E-mail only where the connection may read about users.',
  input: z.strictObject({}),
  output: Self,
  effect: 'read',
  scopes: [],
})
