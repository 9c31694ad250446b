import { declareTool, page, z } from '../../sdk'
import { document, EITHER, FIND, flag, maybe, OWN_FILES, paging, text } from './common'

const Permission = z.object({
  type: maybe.describe('user, group, domain or anyone.'),
  who: text,
  role: maybe,
  expires: maybe,
  found_by_search: flag,
})

export const getPermissions = declareTool({
  description:
    'Who may open a document and as what: people, groups, a whole domain, or anyone with the link. To give access use share_document. Needs the right to share the document.',
  input: z.strictObject({ document, ...paging() }),
  output: page(Permission),
  effect: 'read',
  scopes: EITHER,
  optionalScopes: FIND,
})

export const shareDocument = declareTool({
  description:
    'Gives a person, a group or a domain access to a document, or with type anyone everybody who has the link: only when the person asked for a public link. Who has access already: get_permissions.',
  input: z.strictObject({
    document,
    type: z
      .enum(['user', 'group', 'domain', 'anyone'])
      .optional()
      .describe('Default: user, or domain where one is given.'),
    email: z.email().max(320).optional().describe('Of the user or group.'),
    domain: z.string().max(253).optional().describe('A whole organisation, e.g. harbor.example.'),
    role: z.enum(['reader', 'commenter', 'writer']),
    notify: z.boolean().default(true).describe('E-mail to the user or group.'),
    message: z.string().max(2_000).optional().describe('Text of that e-mail.'),
  }),
  output: Permission.extend({ url: text }),
  effect: 'write',
  scopes: OWN_FILES,
})
