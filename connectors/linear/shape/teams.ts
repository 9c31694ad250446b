import { compact, z } from '../../sdk'
import {
  cutShort,
  flag,
  Keyed,
  keysOf,
  maybe,
  Named,
  namesOf,
  nodes,
  number,
  on,
  percent,
  text,
  time,
  words,
} from './common'

const LIST_TEXT = 200

export const RawTeam = z.object({
  key: text,
  name: text,
  description: maybe,
  visibility: maybe,
  cyclesEnabled: flag,
})

export const toTeamItem = (raw: z.output<typeof RawTeam>) =>
  compact({
    key: raw.key,
    name: raw.name,
    description: words(raw.description, LIST_TEXT),
    private: on(raw.visibility === 'private'),
    cycles: on(raw.cyclesEnabled),
  })

export const RawState = z.object({ name: text, type: text, description: maybe, position: number })
export const RawCycle = z.object({
  number: z.number(),
  name: maybe,
  startsAt: maybe,
  endsAt: maybe,
  progress: number,
  isActive: flag,
  isNext: flag,
  isPrevious: flag,
  isPast: flag,
  isFuture: flag,
})

export const RawWholeTeam = RawTeam.extend({
  timezone: maybe,
  cycleDuration: number,
  triageEnabled: flag,
  issueEstimationType: maybe,
  issueCount: number,
  activeCycle: z.object({ number: z.number(), name: maybe, endsAt: maybe }).nullish(),
  defaultIssueState: Named,
  parent: Keyed,
  states: z.object({ nodes: z.array(RawState) }),
  members: z
    .object({ nodes: z.array(z.object({ name: text })), pageInfo: z.object({ hasNextPage: z.boolean() }).nullish() })
    .nullish(),
})

/** The order in which issues go through kinds of states; within a kind the team's own order counts. */
const KINDS = ['triage', 'backlog', 'unstarted', 'started', 'completed', 'canceled', 'duplicate']

const byProgress = (a: z.output<typeof RawState>, b: z.output<typeof RawState>): number =>
  KINDS.indexOf(a.type) - KINDS.indexOf(b.type) || (a.position ?? 0) - (b.position ?? 0)

export const toState = ({ name, type, description }: z.output<typeof RawState>) =>
  compact({ name, type, description: words(description, LIST_TEXT) })

export const toTeam = (raw: z.output<typeof RawWholeTeam>) => ({
  ...compact({
    ...toTeamItem(raw),
    description: words(raw.description),
    parent: raw.parent?.key,
    timezone: raw.timezone,
    triage: on(raw.triageEnabled),
    estimates: raw.issueEstimationType === 'notUsed' ? undefined : raw.issueEstimationType,
    issue_count: raw.issueCount,
    cycle_weeks: raw.cyclesEnabled ? raw.cycleDuration : undefined,
    current_cycle:
      raw.activeCycle &&
      compact({ number: raw.activeCycle.number, name: raw.activeCycle.name, ends_at: time(raw.activeCycle.endsAt) }),
    default_state: raw.defaultIssueState?.name,
    members: namesOf(raw.members),
    more_members: on(raw.members?.pageInfo?.hasNextPage),
  }),
  states: raw.states.nodes.toSorted(byProgress).map(({ name, type }) => ({ name, type })),
})

export const RawLabel = z.object({
  name: text,
  description: maybe,
  isGroup: flag,
  team: Keyed,
  parent: Named,
})

export const toLabel = (raw: z.output<typeof RawLabel>) =>
  compact({
    name: raw.name,
    group: raw.parent?.name,
    team: raw.team?.key,
    is_group: on(raw.isGroup),
    description: words(raw.description, LIST_TEXT),
  })

function whenOf(raw: z.output<typeof RawCycle>): string | undefined {
  if (raw.isActive) return 'current'
  if (raw.isNext) return 'next'
  if (raw.isPrevious) return 'previous'
  if (raw.isPast) return 'past'
  return raw.isFuture ? 'future' : undefined
}

export const toCycleItem = (raw: z.output<typeof RawCycle>) =>
  compact({
    number: raw.number,
    name: raw.name,
    when: whenOf(raw),
    starts_at: time(raw.startsAt),
    ends_at: time(raw.endsAt),
    progress_percent: percent(raw.progress),
  })

const history = z.array(z.number()).nullish()

export const RawWholeCycle = RawCycle.extend({
  description: maybe,
  completedAt: maybe,
  issueCountHistory: history,
  completedIssueCountHistory: history,
  scopeHistory: history,
  completedScopeHistory: history,
  team: Keyed,
})

/** Histories have an entry a day; the last one is how it stands. */
export const toCycle = (raw: z.output<typeof RawWholeCycle>) =>
  compact({
    ...toCycleItem(raw),
    team: raw.team?.key,
    description: words(raw.description),
    completed_at: time(raw.completedAt),
    issues: raw.issueCountHistory?.at(-1),
    issues_completed: raw.completedIssueCountHistory?.at(-1),
    points: raw.scopeHistory?.at(-1),
    points_completed: raw.completedScopeHistory?.at(-1),
  })

export const RawUser = z.object({
  name: text,
  displayName: maybe,
  email: maybe,
  active: flag,
  admin: flag,
  guest: flag,
  app: flag,
})

function roleOf({ app, admin, guest }: z.output<typeof RawUser>): 'app' | 'admin' | 'guest' | 'member' {
  if (app) return 'app'
  if (admin) return 'admin'
  return guest ? 'guest' : 'member'
}

export const toUser = (raw: z.output<typeof RawUser>) =>
  compact({
    name: raw.name,
    display_name: raw.displayName,
    email: raw.email,
    role: roleOf(raw),
    disabled: on(raw.active === false),
  })

export const RawWholeUser = RawUser.extend({
  title: maybe,
  timezone: maybe,
  teams: nodes(z.object({ key: text })),
})

export const toWholeUser = (raw: z.output<typeof RawWholeUser>) =>
  compact({
    ...toUser(raw),
    title: raw.title,
    timezone: raw.timezone,
    teams: keysOf(raw.teams),
    more: cutShort({ teams: raw.teams }),
  })
