import { compact, z } from '../../sdk'
import {
  cutShort,
  Keyed,
  keysOf,
  maybe,
  Named,
  namesOf,
  nodes,
  number,
  percent,
  priorityName,
  text,
  time,
  words,
} from './common'

const LIST_TEXT = 500

export const RawProject = z.object({
  name: text,
  url: maybe,
  priority: number,
  progress: number,
  health: maybe,
  startDate: maybe,
  targetDate: maybe,
  updatedAt: maybe,
  status: Named,
  lead: Named,
  teams: nodes(z.object({ key: text })),
  description: maybe,
})

export const RawMilestone = z.object({
  name: text,
  status: maybe,
  targetDate: maybe,
  progress: number,
  description: maybe,
})

export const RawWholeProject = RawProject.extend({
  content: maybe,
  createdAt: maybe,
  completedAt: maybe,
  canceledAt: maybe,
  members: nodes(z.object({ name: text })),
  projectMilestones: nodes(RawMilestone),
  lastUpdate: z.object({ body: maybe, health: maybe, createdAt: maybe, user: Named }).nullish(),
})

export const MadeProject = z.object({ project: RawProject })

export const toProjectItem = (raw: z.output<typeof RawProject>) =>
  compact({
    name: raw.name,
    status: raw.status?.name,
    health: raw.health,
    lead: raw.lead?.name,
    teams: keysOf(raw.teams),
    priority: priorityName(raw.priority),
    progress_percent: percent(raw.progress),
    target_date: raw.targetDate,
    url: raw.url,
    description: words(raw.description, LIST_TEXT),
    more: cutShort({ teams: raw.teams }),
  })

export const toMilestone = (raw: z.output<typeof RawMilestone>) =>
  compact({
    name: raw.name,
    status: raw.status,
    target_date: raw.targetDate,
    progress_percent: percent(raw.progress),
    description: words(raw.description, LIST_TEXT),
  })

export const toProject = (raw: z.output<typeof RawWholeProject>) =>
  compact({
    ...toProjectItem(raw),
    content: words(raw.content),
    members: namesOf(raw.members),
    more: cutShort({ teams: raw.teams, members: raw.members, milestones: raw.projectMilestones }),
    milestones: raw.projectMilestones?.nodes.map(toMilestone),
    start_date: raw.startDate,
    created_at: time(raw.createdAt),
    updated_at: time(raw.updatedAt),
    completed_at: time(raw.completedAt),
    canceled_at: time(raw.canceledAt),
    last_update:
      raw.lastUpdate &&
      compact({
        author: raw.lastUpdate.user?.name,
        health: raw.lastUpdate.health,
        created_at: time(raw.lastUpdate.createdAt),
        body: words(raw.lastUpdate.body),
      }),
  })

export const RawDocument = z.object({
  title: text,
  url: maybe,
  updatedAt: maybe,
  project: Named,
  issue: z.object({ identifier: text }).nullish(),
  team: Keyed,
  creator: Named,
})

export const RawWholeDocument = RawDocument.extend({ content: maybe, createdAt: maybe, updatedBy: Named })

export const toDocumentItem = (raw: z.output<typeof RawDocument>) =>
  compact({
    title: raw.title,
    project: raw.project?.name,
    issue: raw.issue?.identifier,
    team: raw.team?.key,
    creator: raw.creator?.name,
    updated_at: time(raw.updatedAt),
    url: raw.url,
  })

export const toDocument = (raw: z.output<typeof RawWholeDocument>) =>
  compact({
    ...toDocumentItem(raw),
    created_at: time(raw.createdAt),
    updated_by: raw.updatedBy?.name,
    content: words(raw.content),
  })
