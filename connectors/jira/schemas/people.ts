import { declareTool, page, z } from '../../sdk'
import { CurrentUser } from '../myself'
import { flag, issue, maybe, paging, PEOPLE, project, text } from './common'

export const listSites = declareTool({
  description:
    'Jira sites that the account reaches; used marks the one that this connector works on (an admin chooses it, no tool can). The page of an issue is <url>/browse/<key>.',
  input: z.strictObject({ ...paging(50) }),
  output: page(z.object({ id: text, name: maybe, url: maybe, used: flag })),
  effect: 'read',
  scopes: [],
})

const User = z.object({ account_id: text, name: text, email: maybe, kind: maybe, inactive: flag })

export const searchUsers = declareTool({
  description:
    'People of the site by beginning of name or e-mail; who may be assigned is in search_assignable_users. Returns account ids; e-mail only as far as people show it. Tools that want a person take full names, too.',
  input: z.strictObject({
    query: z.string().min(1).max(255).describe('E.g. Ada, or ada@harbor.example.'),
    ...paging(),
  }),
  output: page(User),
  effect: 'read',
  scopes: PEOPLE,
})

export const searchAssignableUsers = declareTool({
  description:
    'People who may be assigned in a project or to an issue. Without query a page may hold fewer than limit and still have a next one.',
  input: z
    .strictObject({
      project: project('Key; or give issue').optional(),
      issue: issue('Key; decides where project is given, too').optional(),
      query: z.string().min(1).max(255).optional().describe('Beginning of name or e-mail.'),
      ...paging(),
    })
    .refine((input) => input.project !== undefined || input.issue !== undefined, {
      path: ['project'],
      message: 'Give project or issue.',
    }),
  output: page(User),
  effect: 'read',
  scopes: PEOPLE,
})

export const getCurrentUser = declareTool({
  description:
    'The Jira account behind this connection: account id, name, and what it shows of e-mail and time zone. Where a tool wants a person, "me" means this one.',
  input: z.strictObject({}),
  output: CurrentUser,
  effect: 'read',
  scopes: PEOPLE,
})
