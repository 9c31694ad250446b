import { declareTool, page, z } from '../../sdk'
import { FIND, FIND_IN_TEXT, flag, folder, maybe, OWN_FILES, paging, text } from './common'

const owner = z.string().max(320).optional().describe('E-mail of the owner, or me.')
const modified = z.string().max(40).optional().describe('Date such as 2026-01-31, or how long ago, such as 7d.')

const Item = z.object({ title: maybe, url: text, owner: maybe, modified: maybe, modified_by: maybe, starred: flag })
const found = page(Item).extend({ incomplete: flag })

export const getCurrentUser = declareTool({
  description:
    'The Google account behind this connection: name, e-mail, and the id under which Drive lists its permissions.',
  input: z.strictObject({}),
  output: z.object({ name: maybe, email: maybe, permission_id: maybe }),
  effect: 'read',
  scopes: OWN_FILES,
})

export const listDocuments = declareTool({
  description:
    'Documents that the account can reach, by owner, folder, shared drive or date, the last changed first. To find one by its words use search_documents; what others shared is in list_shared_documents.',
  input: z.strictObject({
    owner,
    folder: folder.optional(),
    shared_drive: z.string().max(500).optional().describe('Id or URL of a shared drive: only what is in it.'),
    modified_after: modified,
    order: z.enum(['modified', 'created', 'viewed', 'title']).default('modified'),
    ...paging(),
  }),
  output: found,
  effect: 'read',
  scopes: FIND,
})

export const searchDocuments = declareTool({
  description:
    'Documents that hold certain words, in all drives of the account, the most relevant first; use this to turn a title into a URL. To browse without words use list_documents; to find a place in one document, get_structure with find.',
  input: z.strictObject({
    query: z.string().min(1).max(500).describe('Words, all of which must occur; "in quotes" for a phrase.'),
    where: z
      .enum(['text', 'title'])
      .default('text')
      .describe('text includes the title; title matches beginnings of words.'),
    owner,
    modified_after: modified,
    ...paging(),
  }),
  output: found,
  effect: 'read',
  scopes: FIND_IN_TEXT,
})

export const listSharedDocuments = declareTool({
  description:
    'Documents that other people shared with the account, the last shared first, with who shared them and when. For all documents use list_documents.',
  input: z.strictObject({ owner, modified_after: modified, ...paging() }),
  output: page(
    z.object({
      title: maybe,
      url: text,
      owner: maybe.describe('If not shared_by.'),
      modified: maybe,
      shared_by: maybe,
      shared_at: maybe,
    }),
  ),
  effect: 'read',
  scopes: FIND,
})
