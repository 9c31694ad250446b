import { declareTool, detail, page, z } from '../../sdk'
import { time } from '../dates'
import { flag, issue, markdown, maybe, paging, READ, text, WRITE } from './common'

export const addComment = declareTool({
  description:
    'Writes a comment on an issue, as the connected account. On a service project the customer sees it unless internal is set. Mention somebody with [@Name](accountid:<account id>). To log time use add_worklog. Returns its id.',
  input: z.strictObject({
    issue: issue(),
    body: markdown(),
    visible_to: z
      .strictObject({ type: z.enum(['role', 'group']), name: z.string().min(1).max(255) })
      .optional()
      .describe('Only this project role or group sees it. Default: everybody who sees the issue.'),
    internal: z.boolean().optional().describe('On a service project: for the team, not for the customer.'),
  }),
  output: z.object({ id: text, author: maybe, created_at: maybe }),
  effect: 'write',
  scopes: WRITE,
})

export const getComments = declareTool({
  description: 'Comments of an issue as Markdown, newest first. Long ones are cut unless detail is full.',
  input: z.strictObject({
    issue: issue(),
    order: z.enum(['newest', 'oldest']).default('newest'),
    detail: detail(),
    ...paging(),
  }),
  output: page(
    z.object({
      id: text,
      author: maybe,
      created_at: maybe,
      updated_at: maybe,
      visible_to: maybe,
      internal: flag,
      body: maybe,
    }),
  ),
  effect: 'read',
  scopes: READ,
})

export const getIssueChangelog = declareTool({
  description:
    'Who changed which field of an issue and when, oldest first: status, assignee, sprint and so on. Comments are in get_comments. Long values are cut unless detail is full.',
  input: z.strictObject({ issue: issue(), detail: detail(), ...paging() }),
  output: page(
    z.object({
      author: maybe,
      at: maybe,
      changes: z.array(z.object({ field: text, from: maybe, to: maybe })).optional(),
    }),
  ),
  effect: 'read',
  scopes: READ,
})

const duration = (what: string) =>
  z
    .string()
    .max(40)
    .refine((text) => /^\d+(\.\d+)?[wdhm](\s+\d+(\.\d+)?[wdhm])*$/.test(text.trim()), 'Write it as 1h 30m or 2d.')
    .describe(what)

export const addWorklog = declareTool({
  description:
    'Logs time that the connected account worked on an issue. By default the remaining estimate goes down by as much. Times without an offset are by the clocks of the account. Returns the entry.',
  input: z
    .strictObject({
      issue: issue(),
      time_spent: duration('E.g. 1h 30m or 2d.'),
      started: time('When the work began (default now; a day means noon of it)').optional(),
      comment: markdown().optional(),
      keep_estimate: z.boolean().default(false).describe('The remaining estimate stays as it is.'),
      new_estimate: duration('What remains now.').optional(),
      reduce_by: duration('How much less remains.').optional(),
    })
    .refine((input) => [input.keep_estimate, input.new_estimate, input.reduce_by].filter(Boolean).length <= 1, {
      path: ['keep_estimate'],
      message: 'Give at most one of keep_estimate, new_estimate and reduce_by.',
    }),
  output: z.object({ id: text, author: maybe, started_at: maybe, time_spent: maybe, comment: maybe }),
  effect: 'write',
  scopes: WRITE,
})

export const getWorklogs = declareTool({
  description: 'Time that people logged on an issue, oldest first, with who, when and how long.',
  input: z.strictObject({
    issue: issue(),
    since: time('Started after').optional(),
    until: time('Started before').optional(),
    detail: detail(),
    ...paging(),
  }),
  output: page(z.object({ id: text, author: maybe, started_at: maybe, time_spent: maybe, comment: maybe })),
  effect: 'read',
  scopes: READ,
})

export const listLinkTypes = declareTool({
  description: 'The ways in which issues can be linked on this site: the phrase in each direction. For link_issues.',
  input: z.strictObject({ ...paging(50) }),
  output: page(z.object({ name: text, outward: maybe, inward: maybe })),
  effect: 'read',
  scopes: READ,
})

export const linkIssues = declareTool({
  description:
    'Links two issues; read it as a sentence: issue, relation, target ("HARBOR-1 blocks HARBOR-2"). Phrases: list_link_types. A parent or epic is set with update_issue instead. Returns the link.',
  input: z.strictObject({
    issue: issue(),
    relation: z.string().min(1).max(255).describe('E.g. blocks, is blocked by, relates to, duplicates.'),
    target: issue('The other issue'),
    comment: markdown('Markdown, on the issue that the link starts from.').optional(),
  }),
  output: z.object({ issue: text, relation: text, target: text }),
  effect: 'write',
  // The link types are read first.
  scopes: [...READ, ...WRITE],
})
