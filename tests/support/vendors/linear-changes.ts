import { GraphQLError } from 'graphql'
import { isItem, type Item } from './items'
import { uuid, type Workspace } from './linear-samples'

type Args = Readonly<Record<string, unknown>>

/** Linear's words for arguments that are well formed and still wrong. */
const refused = (message: string): GraphQLError =>
  new GraphQLError(message, {
    extensions: { code: 'INPUT_ERROR', type: 'invalid input', userError: true, userPresentableMessage: message },
  })

/** What an id in an input is of. */
const OF: Readonly<Record<string, string>> = {
  teamId: 'teams',
  stateId: 'workflowStates',
  assigneeId: 'users',
  leadId: 'users',
  cycleId: 'cycles',
  projectId: 'projects',
  projectMilestoneId: 'projectMilestones',
  statusId: 'projectStatuses',
  issueId: 'issues',
  relatedIssueId: 'issues',
  labelIds: 'issueLabels',
  addedLabelIds: 'issueLabels',
  removedLabelIds: 'issueLabels',
  teamIds: 'teams',
  memberIds: 'users',
}

/** The names besides its UUID that Linear promises to take in these places. */
const ALSO: Readonly<Record<string, string>> = { issues: 'identifier', projects: 'slugId', documents: 'slugId' }

export function find(space: Workspace, kind: string, id: unknown, alsoNamed = true): Item {
  const also = alsoNamed ? ALSO[kind] : undefined
  const found = space[kind]?.find((item) => item['id'] === id || (also !== undefined && item[also] === id))
  if (!found) throw refused(`Entity not found: ${kind}`)
  return found
}

/** Sets what an input says; an id becomes the thing. */
function set(space: Workspace, item: Item, input: Args, parents: string): void {
  const given = Object.entries(input).map(([field, value]) => {
    const kind = field === 'parentId' ? parents : OF[field]
    if (kind === undefined || value === null) return [field.replace(/Id$/, ''), value] as const
    if (!field.endsWith('Ids')) return [field.slice(0, -2), find(space, kind, value)] as const
    return [field.replace(/Ids$/, 's'), (value as unknown[]).map((each) => find(space, kind, each))] as const
  })
  const { addedLabels = [], removedLabels = [], ...fields } = Object.fromEntries(given) as Record<string, Item[]>
  fits({ ...item, ...fields }, [...(fields['labels'] ?? []), ...addedLabels], fields)
  const before = item['parent']
  Object.assign(item, fields)
  if (item['parent'] !== before) adopt(item, before)
  const labels = item['labels'] as Item[] | undefined
  if (labels) item['labels'] = [...labels, ...addedLabels].filter((label) => !removedLabels.includes(label))
}

/** A sub-issue is among the children of its parent, and of no other. */
function adopt(item: Item, before: unknown): void {
  const childrenOf = (parent: unknown): Item[] => (isItem(parent) ? ((parent['children'] ?? []) as Item[]) : [])
  const earlier = childrenOf(before)
  if (earlier.includes(item)) earlier.splice(earlier.indexOf(item), 1)
  childrenOf(item['parent']).push(item)
}

/** What belongs to a team goes only with that team. */
function fits(item: Item, labels: readonly Item[], { state, cycle }: Args): void {
  for (const part of [state, cycle, ...labels]) {
    if (!isItem(part)) continue
    if (part['team'] && part['team'] !== item['team']) throw refused('Discrepancy between issue and team.')
    if (part['isGroup'] === true) throw refused('A group of labels cannot be applied.')
  }
}

/** What an issue has before anything is set. */
const bare = (): Item => ({
  ...Object.fromEntries(['labels', 'comments', 'children', 'relations', 'attachments'].map((list) => [list, []])),
  ...Object.fromEntries(['assignee', 'project', 'projectMilestone', 'cycle', 'parent'].map((one) => [one, null])),
  estimate: null,
  dueDate: null,
  priority: 0,
})

/** Linear's mutations as far as our tools use them. */
export const changes = (space: Workspace) => {
  const made = (kind: string, sample: Item, input: unknown): Item => {
    const all = space[kind] ?? []
    const item: Item = { ...sample, id: uuid(1_000 + all.length) }
    set(space, item, input as Args, kind)
    all.push(item)
    return item
  }
  const sample = (kind: string): Item => find(space, kind, space[kind]?.[0]?.['id'])
  const me = () => space['users']?.find(({ isMe }) => isMe === true) ?? null
  const done = (more: Item) => ({ success: true, lastSyncId: 7, ...more })
  const changed = (kind: string, id: unknown, input: unknown, alsoNamed: boolean): Item => {
    const item = find(space, kind, id, alsoNamed)
    set(space, item, input as Args, kind)
    return item
  }
  return {
    issueCreate({ input }: Args) {
      const team = find(space, 'teams', (input as Args)['teamId'])
      const number = 43 + (space['issues']?.length ?? 0)
      const identifier = `${String(team['key'])}-${number}`
      const url = `https://linear.app/harbor/issue/${identifier}/new`
      const start = { ...sample('issues'), ...bare(), number, identifier, url, state: team['defaultIssueState'] }
      return done({ issue: made('issues', start, input) })
    },
    issueUpdate: ({ id, input }: Args) => done({ issue: changed('issues', id, input, false) }),
    issueArchive({ id, trash }: Args) {
      const entity = find(space, 'issues', id, false)
      Object.assign(entity, { archivedAt: new Date().toISOString(), trashed: trash === true })
      return done({ entity })
    },
    issueRelationCreate({ input }: Args) {
      const { issueId, relatedIssueId, type } = input as Args
      const [issue, relatedIssue] = [find(space, 'issues', issueId), find(space, 'issues', relatedIssueId)]
      const issueRelation = { id: uuid(999), type, issue, relatedIssue }
      ;(issue['relations'] as Item[]).push(issueRelation)
      return done({ issueRelation })
    },
    attachmentLinkURL({ issueId, url, title = 'A page' }: Args) {
      return done({ attachment: { id: uuid(998), url, title, issue: find(space, 'issues', issueId) } })
    },
    commentCreate({ input }: Args) {
      const comment = made('comments', { ...sample('comments'), parent: null, user: me() }, input)
      ;((comment['issue'] as Item)['comments'] as Item[]).push(comment)
      return done({ comment })
    },
    commentUpdate: ({ id, input }: Args) => done({ comment: changed('comments', id, input, false) }),
    projectCreate: ({ input }: Args) => done({ project: made('projects', sample('projects'), input) }),
    projectUpdate: ({ id, input }: Args) => done({ project: changed('projects', id, input, true) }),
  }
}
