import { declareTool, page, z } from '../../sdk'
import { count, flag, maybe, name, names, paging, query, team, text } from './common'

const TeamItem = z.object({ key: text, name: text, description: maybe, private: flag, cycles: flag })

export const listTeams = declareTool({
  description:
    'Teams of the workspace: key (the ENG of ENG-123) and name. Other tools take either. get_team has states and members.',
  input: z.strictObject({ query: query('name or key').optional(), ...paging(50) }),
  output: page(TeamItem),
  effect: 'read',
  scopes: ['read'],
  aliases: ['get_teams'],
})

export const getTeam = declareTool({
  description:
    'One team: its states in order, how it works (cycles, triage, estimates), the current cycle and up to 10 members; list_users with team has all.',
  input: z.strictObject({ team }),
  output: TeamItem.extend({
    parent: maybe,
    timezone: maybe,
    triage: flag,
    estimates: maybe,
    issue_count: count,
    cycle_weeks: count,
    current_cycle: z.object({ number: z.number(), name: maybe, ends_at: maybe }).optional(),
    default_state: maybe,
    states: z.array(z.object({ name: text, type: text })),
    members: names,
    more_members: flag,
  }),
  effect: 'read',
  scopes: ['read'],
})

export const listWorkflowStates = declareTool({
  description:
    'The states that issues of a team go through, with their kind. Their names serve list_issues, create_issue and update_issue.',
  input: z.strictObject({ team, ...paging(50) }),
  output: page(z.object({ name: text, type: text, description: maybe })),
  effect: 'read',
  scopes: ['read'],
})

export const listLabels = declareTool({
  description:
    'Labels for issues: of the whole workspace, or those that one team can use. A label in a group is also called Group/Name; is_group marks groups, which issues cannot carry.',
  input: z.strictObject({ team: team.optional(), query: query('name').optional(), ...paging(50) }),
  output: page(z.object({ name: text, group: maybe, team: maybe, is_group: flag, description: maybe })),
  effect: 'read',
  scopes: ['read'],
})

const CycleItem = z.object({
  number: z.number(),
  name: maybe,
  when: maybe,
  starts_at: maybe,
  ends_at: maybe,
  progress_percent: count,
})

export const listCycles = declareTool({
  description:
    'Cycles (sprints) of a team with their time and progress. get_cycle counts the issues of one, list_issues with cycle lists them.',
  input: z.strictObject({
    team,
    when: z.enum(['current', 'next', 'previous', 'past', 'future', 'all']).default('all'),
    ...paging(),
  }),
  output: page(CycleItem),
  effect: 'read',
  scopes: ['read'],
})

export const getCycle = declareTool({
  description:
    'One cycle (sprint): time, progress, and how many issues and points it has and has completed. list_issues with team and cycle gives its issues.',
  input: z.strictObject({
    cycle: name.describe('Number, name, "current", "next", "previous", URL or UUID.'),
    team: team.optional().describe('Key (ENG) or name; needed unless cycle is a URL or UUID.'),
  }),
  output: CycleItem.extend({
    team: maybe,
    description: maybe,
    completed_at: maybe,
    issues: count,
    issues_completed: count,
    points: count,
    points_completed: count,
  }),
  effect: 'read',
  scopes: ['read'],
})

const UserItem = z.object({
  name: text,
  display_name: maybe,
  email: maybe,
  role: z.enum(['admin', 'member', 'guest', 'app']),
  disabled: flag,
})

export const listUsers = declareTool({
  description:
    'Members of the workspace or of one team. Where other tools take a person, name, display name, e-mail or "me" will do. get_user_by_email is for one address.',
  input: z.strictObject({
    query: query('name or e-mail').optional(),
    team: team.optional(),
    include_disabled: z.boolean().default(false),
    ...paging(),
  }),
  output: page(UserItem),
  effect: 'read',
  scopes: ['read'],
})

export const getUserByEmail = declareTool({
  description:
    'The member with an e-mail address, disabled ones too: name, role, title, time zone and up to 10 teams. For a part of a name use list_users.',
  input: z.strictObject({ email: z.string().trim().min(3).max(320).describe('Whole address.') }),
  output: UserItem.extend({ title: maybe, timezone: maybe, teams: names, more: maybe }),
  effect: 'read',
  scopes: ['read'],
})
