import { declareTool, detail, page, z } from '../../sdk'
import { count, document, EITHER, FIND_IN_TEXT, flag, maybe, OWN_FILES, paging, text } from './common'

const Reply = z.object({ author: maybe, text: maybe, action: maybe, created: maybe })
const body = z.string().min(1).max(4_000)
const made = z.object({ id: text, text: maybe, created: maybe })

export const listComments = declareTool({
  description:
    'Comments on a document with the text that they are about; their replies with detail full, else how many. Answer with reply_to_comment.',
  input: z.strictObject({
    document,
    state: z.enum(['open', 'resolved', 'all']).default('open').describe('A page may then hold fewer than limit.'),
    changed_after: z.string().max(40).optional().describe('Date such as 2026-01-31, or how long ago, such as 7d.'),
    detail: detail(),
    ...paging(),
  }),
  output: page(
    z.object({
      id: text,
      author: maybe,
      text: maybe,
      quoted: maybe,
      resolved: flag,
      created: maybe,
      reply_count: count,
      replies: z.array(Reply).optional(),
    }),
  ),
  effect: 'read',
  scopes: EITHER,
  optionalScopes: FIND_IN_TEXT,
})

export const addComment = declareTool({
  description:
    'Comments on a document as a whole; Google lets no program tie a comment to a place, so quote the text that it is about. To answer one use reply_to_comment.',
  input: z.strictObject({
    document,
    text: body,
    quote: z.string().min(1).max(2_000).optional().describe('The text of the document that the comment is about.'),
  }),
  output: made,
  effect: 'write',
  scopes: OWN_FILES,
})

export const replyToComment = declareTool({
  description: 'Answers a comment, resolves it or opens it again, or both at once. Needs text or action.',
  input: z.strictObject({
    document,
    comment_id: z.string().min(1).max(100).describe('From list_comments.'),
    text: body.optional(),
    action: z.enum(['resolve', 'reopen']).optional(),
  }),
  output: made.extend({ action: maybe }),
  effect: 'write',
  scopes: OWN_FILES,
})
