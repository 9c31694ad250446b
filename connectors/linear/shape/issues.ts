import { compact, z } from '../../sdk'
import {
  cutShort,
  type Maybe,
  maybe,
  Named,
  namesOf,
  nodes,
  number,
  priorityName,
  shortUrl,
  text,
  time,
  words,
} from './common'
import { RawComment, toComment } from './comments'

const LIST_BODY = 1_500

export const RawIssue = z.object({
  identifier: text,
  title: text,
  url: maybe,
  updatedAt: maybe,
  dueDate: maybe,
  priority: number,
  state: Named,
  assignee: Named,
  project: Named,
  cycle: z.object({ number: z.number() }).nullish(),
  labels: nodes(z.object({ name: text })),
  description: maybe,
})

const Other = z.object({ identifier: text, title: maybe, state: Named })
type Other = z.output<typeof Other>

export const RawWholeIssue = RawIssue.extend({
  estimate: number,
  branchName: maybe,
  createdAt: maybe,
  completedAt: maybe,
  canceledAt: maybe,
  archivedAt: maybe,
  creator: Named,
  parent: Other.nullish(),
  projectMilestone: Named,
  children: nodes(Other),
  relations: nodes(z.object({ type: text, relatedIssue: Other })),
  inverseRelations: nodes(z.object({ type: text, issue: Other })),
  attachments: nodes(z.object({ title: text, url: text })),
  comments: nodes(RawComment),
})

export const toIssueItem = (raw: z.output<typeof RawIssue>) =>
  compact({
    id: raw.identifier,
    title: raw.title,
    state: raw.state?.name,
    priority: priorityName(raw.priority),
    assignee: raw.assignee?.name,
    project: raw.project?.name,
    cycle: raw.cycle?.number,
    labels: namesOf(raw.labels),
    due_date: raw.dueDate,
    updated_at: time(raw.updatedAt),
    url: shortUrl(raw.url),
    description: words(raw.description, LIST_BODY),
    more: cutShort({ labels: raw.labels }),
  })

const FORWARD: Readonly<Record<string, string>> = { duplicate: 'duplicate_of' }
const BACKWARD: Readonly<Record<string, string>> = { blocks: 'blocked_by', duplicate: 'duplicated_by' }

/** In one line, such as `blocks ENG-2 Fog horn (Todo)`. */
const toOther = (relation: string, { identifier, title, state }: Other): string =>
  [relation, identifier, title, state && `(${state.name})`].filter(Boolean).join(' ')

const toRelated = ({ parent, children, relations, inverseRelations }: z.output<typeof RawWholeIssue>) => [
  ...(parent ? [toOther('parent', parent)] : []),
  ...(children?.nodes ?? []).map((child) => toOther('sub-issue', child)),
  ...(relations?.nodes ?? []).map(({ type, relatedIssue }) => toOther(FORWARD[type] ?? type, relatedIssue)),
  ...(inverseRelations?.nodes ?? []).map(({ type, issue }) => toOther(BACKWARD[type] ?? type, issue)),
]

const toMore = ({ relations, inverseRelations, ...raw }: z.output<typeof RawWholeIssue>) =>
  cutShort({
    labels: raw.labels,
    'sub-issues': raw.children,
    relations: relations?.pageInfo?.hasNextPage ? relations : inverseRelations,
    links: raw.attachments,
    comments: raw.comments,
  })

export const toIssue = (raw: z.output<typeof RawWholeIssue>) =>
  compact({
    ...toIssueItem(raw),
    milestone: raw.projectMilestone?.name,
    estimate: raw.estimate,
    creator: raw.creator?.name,
    created_at: time(raw.createdAt),
    closed_at: time(raw.completedAt ?? raw.canceledAt),
    archived_at: time(raw.archivedAt),
    branch: raw.branchName,
    description: words(raw.description),
    related: toRelated(raw),
    links: raw.attachments?.nodes,
    more: toMore(raw),
    comments: raw.comments?.nodes
      .toSorted((a, b) => (a.createdAt ?? '').localeCompare(b.createdAt ?? ''))
      .map((comment) => {
        const { author, created_at, body } = toComment(comment, 'full')
        return compact({ author, created_at, body })
      }),
  })

export const Identified = z.object({ identifier: text }).nullish()

/** What relations and links name their issue by; the argument where Linear does not say. */
export const identifierOf = (raw: Maybe<{ identifier: string }>, otherwise: string): string =>
  raw?.identifier ?? otherwise

export const RawPlace = z.object({
  id: text,
  team: z.object({ id: text, key: maybe }),
  project: z.object({ id: text }).nullish(),
})

export const MadeIssue = z.object({ issue: RawIssue })
export const ArchivedIssue = z.object({ entity: Identified })
export const MadeLink = z.object({ attachment: z.object({ title: text, url: text, issue: Identified }) })
export const MadeRelation = z.object({ issueRelation: z.object({ type: text }) })
