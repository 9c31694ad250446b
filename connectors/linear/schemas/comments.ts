import { declareTool, detail, page, z } from '../../sdk'
import { commentLink, isUuid } from '../identifiers'
import { body, flag, issue, maybe, normal, paging, text } from './common'

function idOf(given: string): string | undefined {
  const id = commentLink(given)?.comment ?? given
  return isUuid(id) ? id : undefined
}

/** Which issue to look in is known, if nothing else. */
function whereToLook(given: string): string {
  const link = commentLink(given)
  return link
    ? `The address holds only the beginning of the id: list_comments of ${link.issue} has all of it.`
    : 'Take the UUID from list_comments.'
}

const commentId = normal(idOf, whereToLook).describe('UUID of a comment, from list_comments.')
const MadeComment = z.object({ id: text, url: text, created_at: maybe })

export const listComments = declareTool({
  description:
    'The conversation of an issue, newest first; a reply names its parent. Long comments are cut unless detail is full.',
  input: z.strictObject({ issue, detail: detail(), ...paging() }),
  output: page(
    z.object({
      id: text,
      parent: maybe,
      author: maybe,
      created_at: maybe,
      edited: flag,
      resolved: flag,
      body: maybe,
    }),
  ),
  effect: 'read',
  scopes: ['read'],
})

export const addComment = declareTool({
  description:
    'Writes a comment on an issue, or a reply to one. Use update_comment to correct an own one. Returns its id and URL.',
  input: z.strictObject({
    issue,
    body: body.min(1).describe('Markdown.'),
    parent: commentId.optional().describe('Comment to reply to: its UUID; for a reply to a reply that of the first.'),
  }),
  output: MadeComment,
  effect: 'write',
  scopes: ['comments:create'],
})

export const updateComment = declareTool({
  description: 'Replaces the text of a comment that the connected user wrote. Returns its id and URL.',
  input: z.strictObject({ comment: commentId, body: body.min(1).describe('Markdown.') }),
  output: MadeComment,
  effect: 'update',
  scopes: ['write'],
})
