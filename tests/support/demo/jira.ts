import { isItem, type Item } from '../vendors/items'
import { jira } from '../vendors/jira'
import { JIRA_SAMPLES } from '../vendors/jira-samples'
import type { Answer, Asked, VendorDescription } from '../vendors/vendor-description'
import { type Answers, bodyOf, EVERYBODY, iso, LINKS, ok, over, PEOPLE, says, type Somebody, who } from './harbor'
import { jqlFits } from './jql'

const person = ({ jira: accountId, name: displayName, email: emailAddress }: Somebody): Item => ({
  ...{ accountId, displayName, emailAddress },
  ...{ accountType: 'atlassian', active: true, timeZone: 'Europe/Oslo' },
})
const doc = (text: string): Item => ({
  ...{ version: 1, type: 'doc' },
  content: text.split('\n\n').map((each) => ({ type: 'paragraph', content: [{ type: 'text', text: each }] })),
})
const STATUSES = [
  ['1', 'To Do', 'new'],
  ['3', 'In Progress', 'indeterminate'],
  ['5', 'Done', 'done'],
] as const
const STATUS = STATUSES.map(([id, name, key]): Item => ({ id, name, statusCategory: { id: Number(id), key, name } }))
const TYPES = ['Bug', 'Task'].map((name, i): Item => ({ id: String(10_004 + i), name, subtask: false }))
const PRIORITIES = ['Highest', 'High', 'Medium', 'Low'].map((name, i): Item => ({ id: String(i + 1), name }))
const named = (all: readonly Item[], given: unknown): unknown =>
  (isItem(given) && all.find((each) => each['id'] === given['id'] || each['name'] === given['name'])) || given

interface Issue extends Item {
  id: string
  key: string
  fields: Item
}

/** Jira's issues of the harbor's site, and those of an empty one. */
export function jiraDemo(): VendorDescription {
  const { ada, ben } = PEOPLE
  const issues: Issue[] = []
  const comments = new Map<string, Item[]>()
  const worklogs = new Map<string, Item[]>()
  const changes = new Map<string, Item[]>()
  const under = (all: Map<string, Item[]>, { key }: Issue): Item[] => {
    const found = all.get(key) ?? []
    all.set(key, found)
    return found
  }
  const issueOf = (key: unknown): Issue | undefined => issues.find((each) => each.key === key || each.id === key)

  const add = (fields: Item, hours = 0): Issue => {
    const number = 11 + issues.length
    const issue: Issue = {
      id: String(10_000 + number),
      key: `HARBOR-${number}`,
      fields: {
        ...{ status: STATUS[0], issuetype: TYPES[0], priority: PRIORITIES[2], resolution: null, assignee: null },
        ...{ labels: [], components: [], fixVersions: [], subtasks: [], issuelinks: [], attachment: [] },
        ...{ project: { id: '10000', key: 'HARBOR', name: 'Harbor' }, created: iso(hours), updated: iso(hours) },
        ...fields,
      },
    }
    issues.push(issue)
    return issue
  }
  const say = (issue: Issue, by: Somebody, body: unknown, hours = 0): Item => {
    const id = String(10_200 + [...comments.values()].flat().length)
    const at = hours === 0 ? new Date().toISOString() : iso(hours)
    const said = { id, author: person(by), updateAuthor: person(by), body, created: at, updated: at, jsdPublic: true }
    under(comments, issue).push(said)
    return said
  }
  const record = (issue: Issue, by: Somebody, field: string, from: unknown, to: unknown): void => {
    const all = under(changes, issue)
    const [fromString, toString] = [from, to].map((each) =>
      isItem(each) ? (each['displayName'] ?? each['name']) : each,
    )
    const item = { field, fieldtype: 'jira', fieldId: field, from: null, to: null, fromString, toString }
    all.push({ id: String(10_400 + all.length), author: person(by), created: new Date().toISOString(), items: [item] })
    issue.fields['updated'] = new Date().toISOString()
  }

  add(
    {
      summary: 'Keep the light on',
      issuetype: TYPES[1],
      reporter: person(ada),
      assignee: person(ada),
      status: STATUS[1],
    },
    300,
  )
  const dark = add(
    {
      summary: 'The lamp stays dark after a power cut',
      description: doc(
        `The lamp stays dark until the controller is restarted by hand.\n\nCode: ${LINKS.github}\n\nThread: ${LINKS.slack}`,
      ),
      ...{ status: STATUS[1], priority: PRIORITIES[1], labels: ['lamp'], reporter: person(ben), assignee: person(ada) },
      parent: { id: '10011', key: 'HARBOR-11', fields: { summary: 'Keep the light on', status: STATUS[1] } },
    },
    20,
  )
  add(
    { summary: 'Oil the fog horn', issuetype: TYPES[1], reporter: person(ada), status: STATUS[2], labels: ['horn'] },
    60,
  )
  say(dark, ben, doc(`The relay sticks when it is wet. We wrote it down: ${LINKS.google}`), 18)

  const set = (issue: Issue, by: Somebody, { fields = {}, update = {} }: { fields?: Item; update?: Item }): void => {
    for (const [name, value] of Object.entries(fields)) {
      const given = valueOf(name, value)
      record(issue, by, name, issue.fields[name], given)
      issue.fields[name] = given
    }
    for (const { add: label, remove } of (update['labels'] ?? []) as { add?: string; remove?: string }[]) {
      const others = (issue.fields['labels'] as string[]).filter((each) => each !== remove && each !== label)
      issue.fields['labels'] = label === undefined ? others : [...others, label]
    }
    if (update['parent'] !== undefined) delete issue.fields['parent']
    for (const { add: comment } of (update['comment'] ?? []) as { add?: Item }[])
      if (comment) say(issue, by, comment['body'])
  }
  const valueOf = (name: string, value: unknown): unknown => {
    const given = isItem(value) ? value : {}
    const account = EVERYBODY.find(({ jira: id }) => id === (given['accountId'] ?? given['id']))
    if (account && (name === 'assignee' || name === 'reporter')) return person(account)
    if (name === 'priority') return named(PRIORITIES, value)
    if (name === 'issuetype') return named(TYPES, value)
    const parent = name === 'parent' ? issueOf(given['key'] ?? given['id']) : undefined
    return parent ? { id: parent.id, key: parent.key, fields: parent.fields } : value
  }

  const missing: Answer = { status: 404, body: { errorMessages: ['Issue does not exist.'], errors: {} } }
  const ofIssue =
    (answer: (issue: Issue, asked: Asked) => Answer) =>
    (asked: Asked): Answer => {
      const issue = issueOf(asked.params['issueIdOrKey'])
      return issue ? answer(issue, asked) : missing
    }
  const found = (asked: Asked, jql: unknown): Issue[] =>
    issues.filter((each) => jqlFits(each, String(jql ?? ''), who(asked).jira)).toReversed()
  const listed = (asked: Asked, is: (issue: Issue) => boolean): Answer =>
    ok({ issues: found(asked, asked.query.get('jql')).filter(is), isLast: true, startAt: 0, total: issues.length })
  const inSprint = ({ fields }: Issue) => fields['sprint'] !== undefined || fields['status'] === STATUS[1]
  const people = ({ query }: Asked): Answer =>
    ok(EVERYBODY.map(person).filter((each) => says(each, query.get('query') ?? '')))

  const answers: Answers = {
    findUsers: people,
    findAssignableUsers: people,
    searchAndReconsileIssuesUsingJqlPost: (asked) => ok({ issues: found(asked, bodyOf(asked)['jql']), isLast: true }),
    countIssues: (asked) => ok({ count: found(asked, bodyOf(asked)['jql']).length }),
    getIssue: ofIssue((issue) => ok(issue)),
    createIssue: (asked) => {
      const issue = add({ reporter: person(who(asked)) })
      const { fields } = bodyOf(asked) as { fields: Item }
      for (const [name, value] of Object.entries(fields))
        if (name !== 'project') issue.fields[name] = valueOf(name, value)
      return ok({ id: issue.id, key: issue.key }, 201)
    },
    editIssue: ofIssue((issue, asked) => {
      set(issue, who(asked), bodyOf(asked))
      return { status: 204 }
    }),
    assignIssue: ofIssue((issue, asked) => {
      set(issue, who(asked), { fields: { assignee: bodyOf(asked)['accountId'] === null ? null : bodyOf(asked) } })
      return { status: 204 }
    }),
    getTransitions: ofIssue((issue) => {
      const steps = STATUS.filter((each) => each !== issue.fields['status'])
      const transitions = steps.map((to) => ({
        id: `${String(to['id'])}1`,
        name: String(to['name']),
        to,
        isAvailable: true,
        fields: {},
      }))
      return ok({ expand: 'transitions', transitions })
    }),
    doTransition: ofIssue((issue, asked) => {
      const { transition, ...more } = bodyOf(asked) as { transition: { id: string } }
      const to = STATUS.find(({ id }) => `${String(id)}1` === transition.id)
      if (!to) return { status: 400, body: { errorMessages: ['There is no such transition.'], errors: {} } }
      record(issue, who(asked), 'status', issue.fields['status'], to)
      issue.fields['status'] = to
      set(issue, who(asked), more)
      return { status: 204 }
    }),
    addComment: ofIssue((issue, asked) => ok(say(issue, who(asked), bodyOf(asked)['body']), 201)),
    getComments: ofIssue((issue, { query }) => {
      const all = under(comments, issue)
      return ok({ comments: query.get('orderBy')?.startsWith('-') ? all.toReversed() : all, total: all.length })
    }),
    getChangeLogs: ofIssue((issue) => ok({ values: under(changes, issue), isLast: true })),
    addWorklog: ofIssue((issue, asked) => {
      const body = bodyOf(asked)
      const all = under(worklogs, issue)
      const at = new Date().toISOString()
      const spent = { timeSpent: body['timeSpent'] ?? `${Number(body['timeSpentSeconds']) / 3_600}h`, ...body }
      const made = {
        id: String(10_300 + all.length),
        author: person(who(asked)),
        created: at,
        updated: at,
        started: at,
        ...spent,
      }
      all.push(made)
      return ok(made, 201)
    }),
    getIssueWorklog: ofIssue((issue) => ok({ worklogs: under(worklogs, issue), total: under(worklogs, issue).length })),
    linkIssues: (asked) => {
      const { type, inwardIssue, outwardIssue } = bodyOf(asked) as Record<'type' | 'inwardIssue' | 'outwardIssue', Item>
      const [from, to] = [inwardIssue, outwardIssue].map((each) => issueOf(each['key'] ?? each['id']))
      if (!from || !to) return missing
      const { issueLinkTypes } = JIRA_SAMPLES['getIssueLinkTypes'] as { issueLinkTypes: Item[] }
      const kind = named(issueLinkTypes, type)
      const brief = ({ id, key, fields }: Issue) => ({
        id,
        key,
        fields: { summary: fields['summary'], status: fields['status'] },
      })
      ;(from.fields['issuelinks'] as Item[]).push({ id: from.id + to.id, type: kind, outwardIssue: brief(to) })
      ;(to.fields['issuelinks'] as Item[]).push({ id: to.id + from.id, type: kind, inwardIssue: brief(from) })
      return { status: 201 }
    },
    getProject: () => {
      const project = JIRA_SAMPLES['getProject'] as Item
      return ok({ ...project, lead: person(ada), issueTypes: TYPES })
    },
    getCreateIssueMetaIssueTypes: () => ok({ issueTypes: TYPES, total: TYPES.length, startAt: 0 }),
    moveIssuesToSprintAndRank: (asked) => {
      for (const key of bodyOf(asked)['issues'] as string[]) {
        const issue = issueOf(key)
        if (issue) issue.fields['sprint'] = asked.params['sprintId']
      }
      return { status: 204 }
    },
    getSprintIssuesByToken: (asked) => listed(asked, inSprint),
    getBoardIssuesByToken: (asked) => listed(asked, () => true),
    getBacklogByToken: (asked) => listed(asked, (issue) => !inSprint(issue)),
  }

  const given = jira()
  return {
    ...given,
    // The other site of the account has nothing that anybody remembers.
    world: () => {
      const [harbor, pier] = [over(given.world(), answers), given.world()]
      return { ...harbor, answer: (asked) => (asked.base === 'site' ? harbor : pier).answer(asked) }
    },
    page: (answer, asked) =>
      asked.id === 'findUsers' || asked.id === 'findAssignableUsers' ? answer : (given.page?.(answer, asked) ?? answer),
  }
}
