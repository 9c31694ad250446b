import {
  answer,
  type AuthCheck,
  BaseConnector,
  connector,
  type Input,
  path,
  prompt,
  resource,
  slicePage,
  tool,
  z,
} from '../sdk'
import { toAdf } from './adf'
import { boardIssues, list, listPeople, searchIssues } from './calls'
import { createFields } from './create-fields'
import { momentOf } from './clock'
import { jiraTime } from './dates'
import { explain } from './explain'
import { readableFields } from './fields'
import { type Kind, resolve } from './identifiers'
import { issuePage } from './issue-page'
import { linkIssues, readLinkTypes } from './links'
import { toCurrentUser } from './myself'
import { oauth, SITES } from './oauth'
import { assignablePeople } from './people'
import { reviewText, sprintReview, triageNewIssues, triageText } from './prompts'
import * as tools from './schemas'
import * as shape from './shape'
import { raw } from './shape/read'
import { listSites } from './sites'
import { readTransitions, transition } from './transitions'
import { assign, create, update } from './updates'
import { readMe } from './users'
import type { Vendor } from './vendor'

/** The input of a declared tool. */
type In<Name extends keyof typeof tools> = Input<(typeof tools)[Name]['input']>

const PROJECT_ORDER = {
  key: 'key',
  name: 'name',
  recent_activity: '-lastIssueUpdatedDate',
  issue_count: '-issueCount',
} as const
const VERSION_ORDER = {
  sequence: 'sequence',
  name: 'name',
  start_date: 'startDate',
  release_date: 'releaseDate',
} as const

/** A day alone: the work was done on it wherever the reader is. */
const NOON = 12

const Made = z.record(z.string(), z.unknown())
const Count = z.object({ count: z.number() })

@connector({
  type: 'jira',
  title: 'Jira',
  description: 'Issues, projects and boards of Jira Cloud.',
  category: 'Work tracking',
  keywords: ['atlassian', 'issues', 'tickets', 'sprints'],
  // The account's site stands in for the first.
  baseUrls: { site: SITES, account: 'https://api.atlassian.com' },
  headers: { accept: 'application/json' },
  auth: [oauth],
  explain,
})
export class Jira extends BaseConnector {
  // The connected account, sites and people

  @tool(tools.listSites)
  async listSites(page: In<'listSites'>) {
    return slicePage(await listSites(this.#vendor), page)
  }

  @tool(tools.getCurrentUser)
  async getCurrentUser() {
    return toCurrentUser(await readMe(this.#vendor))
  }

  @tool(tools.searchUsers)
  async searchUsers({ query, ...page }: In<'searchUsers'>) {
    return listPeople(this.http, path`/rest/api/3/user/search`, page, { query }, shape.toUser)
  }

  @tool(tools.searchAssignableUsers)
  async searchAssignableUsers(input: In<'searchAssignableUsers'>) {
    return assignablePeople(this.#vendor, input)
  }

  override async validateAuth(): Promise<AuthCheck> {
    return { account: (await readMe(this.#vendor)).displayName }
  }

  // Issues

  @tool(tools.searchIssues)
  async searchIssues({ jql, fields, detail, ...page }: In<'searchIssues'>) {
    const extra = await readableFields(this.#vendor, fields)
    const wanted = shape.listFields(detail, extra)
    return searchIssues(this.http, jql, page, wanted, shape.toIssueItem(detail, extra))
  }

  @tool(tools.countIssues)
  async countIssues({ jql }: In<'countIssues'>) {
    const { body } = await this.http.post(path`/rest/api/3/search/approximate-count`, { body: { jql } })
    return { count: answer(Count, body).count, approximate: true }
  }

  @tool(tools.getIssue)
  async getIssue({ issue, fields }: In<'getIssue'>) {
    const key = await this.#id('issue', issue)
    const extra = await readableFields(this.#vendor, fields, true)
    const query = { fields: shape.issueFieldsToRead(extra).join(','), expand: extra.has('*all') ? 'names' : undefined }
    const { body } = await this.http.get(path`/rest/api/3/issue/${key}`, { query })
    return shape.toIssue(answer(Made, body), extra)
  }

  @resource({
    uri: 'jira://issue/{key}',
    name: 'issue',
    title: 'Issue',
    description: 'An issue with its description and latest comments, as Markdown.',
    mimeType: 'text/markdown',
    tool: 'get_issue',
  })
  async issue({ key = '' }: Readonly<Record<string, string>>) {
    const [issue, { items }] = await Promise.all([
      this.getIssue({ issue: key }),
      this.getComments({ issue: key, order: 'newest', detail: 'full', limit: 20 }),
    ])
    return issuePage(issue, items)
  }

  @tool(tools.createIssue)
  async createIssue(input: In<'createIssue'>) {
    return create(this.#vendor, input)
  }

  @tool(tools.updateIssue)
  async updateIssue(input: In<'updateIssue'>) {
    return update(this.#vendor, input)
  }

  @tool(tools.assignIssue)
  async assignIssue({ issue, assignee }: In<'assignIssue'>) {
    return assign(this.#vendor, issue, assignee)
  }

  @tool(tools.getTransitions)
  async getTransitions({ issue }: In<'getTransitions'>) {
    const steps = await readTransitions(this.#vendor, await this.#id('issue', issue))
    return { items: steps.map(shape.toTransition) }
  }

  @tool(tools.transitionIssue)
  async transitionIssue({ issue, ...change }: In<'transitionIssue'>) {
    return transition(this.#vendor, await this.#id('issue', issue), change)
  }

  @prompt(triageNewIssues)
  async triageNewIssues(args: z.output<typeof triageNewIssues.arguments>) {
    return triageText(args)
  }

  // What happens on an issue

  @tool(tools.addComment)
  async addComment({ issue, body: text, visible_to, internal }: In<'addComment'>) {
    const where = path`/rest/api/3/issue/${await this.#id('issue', issue)}/comment`
    const visibility = visible_to && { type: visible_to.type, value: visible_to.name }
    const properties = internal && [{ key: 'sd.public.comment', value: { internal: true } }]
    const comment = { body: toAdf(text), ...(visibility && { visibility }), ...(properties && { properties }) }
    const { body } = await this.http.post(where, { body: comment })
    return shape.toMadeComment(raw(body))
  }

  @tool(tools.getComments)
  async getComments({ issue, order, detail, ...page }: In<'getComments'>) {
    const where = path`/rest/api/3/issue/${await this.#id('issue', issue)}/comment`
    const orderBy = order === 'newest' ? '-created' : 'created'
    return list(this.http, where, page, { orderBy }, 'comments', shape.toComment(detail))
  }

  @tool(tools.getIssueChangelog)
  async getIssueChangelog({ issue, detail, ...page }: In<'getIssueChangelog'>) {
    const where = path`/rest/api/3/issue/${await this.#id('issue', issue)}/changelog`
    return list(this.http, where, page, {}, 'values', shape.toChange(detail))
  }

  @tool(tools.addWorklog)
  async addWorklog({ issue, time_spent, started, comment, ...input }: In<'addWorklog'>) {
    const where = path`/rest/api/3/issue/${await this.#id('issue', issue)}/worklog`
    const { keep_estimate: keep, new_estimate: newEstimate, reduce_by: reduceBy } = input
    const adjustEstimate = keep ? 'leave' : newEstimate ? 'new' : reduceBy ? 'manual' : 'auto'
    const body = {
      timeSpent: time_spent.trim(),
      started: jiraTime((await this.#moment(started, NOON)) ?? Date.now()),
      ...(comment === undefined ? {} : { comment: toAdf(comment) }),
    }
    const reply = await this.http.post(where, { query: { adjustEstimate, newEstimate, reduceBy }, body })
    return shape.toWorklog('full')(raw(reply.body))
  }

  @tool(tools.getWorklogs)
  async getWorklogs({ issue, since, until, detail, ...page }: In<'getWorklogs'>) {
    const where = path`/rest/api/3/issue/${await this.#id('issue', issue)}/worklog`
    const query = { startedAfter: await this.#moment(since), startedBefore: await this.#moment(until) }
    return list(this.http, where, page, query, 'worklogs', shape.toWorklog(detail))
  }

  @tool(tools.listLinkTypes)
  async listLinkTypes(page: In<'listLinkTypes'>) {
    return slicePage((await readLinkTypes(this.#vendor)).map(shape.toLinkType), page)
  }

  @tool(tools.linkIssues)
  async linkIssues({ issue, target, ...link }: In<'linkIssues'>) {
    const [from, to] = [await this.#id('issue', issue), await this.#id('issue', target)]
    return linkIssues(this.#vendor, { ...link, issue: from, target: to })
  }

  // Projects, fields, versions

  @tool(tools.listProjects)
  async listProjects({ query, type: typeKey, sort, detail, ...page }: In<'listProjects'>) {
    const expand = detail === 'full' ? 'lead,description' : 'lead'
    const filters = { query, typeKey, orderBy: PROJECT_ORDER[sort], expand }
    return list(this.http, path`/rest/api/3/project/search`, page, filters, 'values', shape.toProjectItem(detail))
  }

  @tool(tools.getProject)
  async getProject({ project }: In<'getProject'>) {
    const { body } = await this.http.get(path`/rest/api/3/project/${await this.#id('project', project)}`)
    return shape.toProject(answer(Made, body))
  }

  @tool(tools.listIssueTypes)
  async listIssueTypes({ project, ...page }: In<'listIssueTypes'>) {
    const where = path`/rest/api/3/issue/createmeta/${await this.#id('project', project)}/issuetypes`
    return list(this.http, where, page, {}, 'issueTypes', shape.toIssueType)
  }

  @tool(tools.getCreateFields)
  async getCreateFields({ project, type, detail, ...page }: In<'getCreateFields'>) {
    return createFields(this.#vendor, await this.#id('project', project), type, detail, page)
  }

  @tool(tools.searchFields)
  async searchFields({ query, type, detail, ...page }: In<'searchFields'>) {
    return list(this.http, path`/rest/api/3/field/search`, page, { query, type }, 'values', shape.toField(detail))
  }

  @tool(tools.listVersions)
  async listVersions({ project, query, status, sort, order, detail, ...page }: In<'listVersions'>) {
    const where = path`/rest/api/3/project/${await this.#id('project', project)}/version`
    const filters = {
      query,
      status: status?.join(','),
      orderBy: `${order === 'desc' ? '-' : ''}${VERSION_ORDER[sort]}`,
      expand: detail === 'full' ? 'issuesstatus' : undefined,
    }
    return list(this.http, where, page, filters, 'values', shape.toVersionItem(detail))
  }

  @tool(tools.getVersion)
  async getVersion({ version }: In<'getVersion'>) {
    const where = path`/rest/api/3/version/${await this.#id('version', version)}`
    const { body } = await this.http.get(where, { query: { expand: 'issuesstatus' } })
    return shape.toVersionItem('full')(answer(Made, body))
  }

  // Boards and sprints

  @tool(tools.listBoards)
  async listBoards({ project, type, name, ...page }: In<'listBoards'>) {
    const projectKeyOrId = project && (await this.#id('project', project))
    return list(this.http, path`/rest/agile/1.0/board`, page, { projectKeyOrId, type, name }, 'values', shape.toBoard)
  }

  @tool(tools.getBoard)
  async getBoard({ board }: In<'getBoard'>) {
    const { body } = await this.http.get(path`/rest/agile/1.0/board/${await this.#id('board', board)}`)
    return shape.toBoard(answer(Made, body))
  }

  @tool(tools.listSprints)
  async listSprints({ board, state, ...page }: In<'listSprints'>) {
    const where = path`/rest/agile/1.0/board/${await this.#id('board', board)}/sprint`
    return list(this.http, where, page, { state: state.join(',') }, 'values', shape.toSprint)
  }

  @tool(tools.getSprint)
  async getSprint({ sprint }: In<'getSprint'>) {
    const { body } = await this.http.get(path`/rest/agile/1.0/sprint/${await this.#id('sprint', sprint)}`)
    return shape.toSprint(answer(Made, body))
  }

  @tool(tools.getSprintIssues)
  async getSprintIssues({ sprint, ...input }: In<'getSprintIssues'>) {
    return this.#issuesOf(['sprint', await this.#id('sprint', sprint), 'issue'], input)
  }

  @tool(tools.getBoardIssues)
  async getBoardIssues({ board, ...input }: In<'getBoardIssues'>) {
    return this.#issuesOf(['board', await this.#id('board', board), 'issue'], input)
  }

  @tool(tools.getBacklog)
  async getBacklog({ board, ...input }: In<'getBacklog'>) {
    return this.#issuesOf(['board', await this.#id('board', board), 'backlog'], input)
  }

  @tool(tools.addIssuesToSprint)
  async addIssuesToSprint({ sprint, issues, before, after }: In<'addIssuesToSprint'>) {
    const id = await this.#id('sprint', sprint)
    const added = await Promise.all(issues.map((each) => this.#id('issue', each)))
    const body = {
      issues: added,
      ...(before === undefined ? {} : { rankBeforeIssue: await this.#id('issue', before) }),
      ...(after === undefined ? {} : { rankAfterIssue: await this.#id('issue', after) }),
    }
    await this.http.post(path`/rest/agile/1.0/sprint/${id}/issue`, { body })
    return { sprint: id, added }
  }

  @prompt(sprintReview)
  async sprintReview(args: z.output<typeof sprintReview.arguments>) {
    return reviewText(args)
  }

  async #issuesOf(where: Parameters<typeof boardIssues>[1], input: Omit<In<'getBacklog'>, 'board'>) {
    const { jql, fields, detail, ...page } = input
    const extra = await readableFields(this.#vendor, fields)
    const asked = { jql, fields: shape.listFields(detail, extra) }
    return boardIssues(this.http, where, page, asked, shape.toIssueItem(detail, extra))
  }

  async #moment(text: string | undefined, hour?: number): Promise<number | undefined> {
    return text === undefined ? undefined : momentOf(this.#vendor, text, hour)
  }

  /** The key or id that an argument names. */
  #id = (kind: Kind, value: string | number): Promise<string> => resolve(this.#vendor, kind, value)

  get #vendor(): Vendor {
    const { place } = this.configuration
    return { http: this.http, memory: this.memory, place: typeof place === 'string' ? place : undefined }
  }
}
