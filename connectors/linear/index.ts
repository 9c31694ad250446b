import {
  type AuthCheck,
  BaseConnector,
  connector,
  type ConnectorInstance,
  ConnectorError,
  type Input,
  prompt,
  resource,
  token,
  tool,
  z,
} from '../sdk'
import { change, connection, list, pageOf, read } from './calls'
import { ofOneTeam } from './cycle-team'
import * as documents from './documents'
import { explain } from './explain'
import { byId, containing, documentFilter, issueFilter, projectFilter, some } from './filters'
import { cycleRef } from './identifiers'
import { changedIssue, idBySlug, issueUuid, newIssue, projectFields } from './inputs'
import { Names, RELATIVE_CYCLES, usableIn, want } from './names'
import { oauth } from './oauth'
import * as prompts from './prompts'
import * as tools from './schemas'
import * as shape from './shape'
import { readTemplates } from './templates'
import { Viewer, whoami } from './viewer'

/** The input of a declared tool. */
type In<Name extends keyof typeof tools> = Input<(typeof tools)[Name]['input']>

const ORDER = { updated: 'updatedAt', created: 'createdAt' } as const

@connector({
  type: 'linear',
  title: 'Linear',
  description: 'Issues, projects, cycles and documents of a Linear workspace.',
  category: 'Work tracking',
  keywords: ['issues', 'tickets', 'projects'],
  baseUrls: { api: 'https://api.linear.app' },
  auth: [
    oauth,
    // Personal keys go without a scheme.
    token({ title: 'Personal API key', help: 'Linear: Settings, Security & access, Personal API keys.', scheme: '' }),
  ],
  explain,
})
export class Linear extends BaseConnector {
  readonly #names: Names

  constructor(instance: ConnectorInstance) {
    super(instance)
    this.#names = new Names(this.http, this.memory)
  }

  // The connected account

  @tool({
    description:
      'The Linear user behind this connection and their workspace: ids, name, e-mail, role. Where other tools take a person, "me" means this one.',
    input: z.strictObject({}),
    output: Viewer,
    effect: 'read',
    scopes: ['read'],
  })
  async getViewer() {
    return whoami(this.http)
  }

  override async validateAuth(): Promise<AuthCheck> {
    const { email, organization } = await whoami(this.http)
    return { account: `${email} (${organization.name})` }
  }

  // Issues

  @tool(tools.listIssues)
  async listIssues(input: In<'listIssues'>) {
    const parent = input.parent === undefined ? undefined : await issueUuid(this.http, input.parent)
    const variables = {
      filter: await issueFilter(this.#names, { ...input, parent }),
      orderBy: ORDER[input.order_by],
      includeArchived: input.include_archived,
      full: input.detail === 'full',
    }
    return list(this.http, 'issues', shape.RawIssue, documents.LIST_ISSUES, input, variables, shape.toIssueItem)
  }

  @tool(tools.getIssue)
  async getIssue({ issue: id, comments }: In<'getIssue'>) {
    return shape.toIssue(await read(this.http, 'issue', shape.RawWholeIssue, documents.GET_ISSUE, { id, comments }))
  }

  @tool(tools.searchIssues)
  async searchIssues({ query, team, include_comments, include_archived, limit, cursor }: In<'searchIssues'>) {
    const teamId = await this.#teamId(team)
    const variables = {
      term: query,
      first: limit,
      after: cursor,
      filter: some({ team: byId(teamId) }),
      includeComments: include_comments,
      includeArchived: include_archived,
    }
    const Found = connection(shape.RawIssue).extend({ totalCount: z.number().nullish() })
    const found = await read(this.http, 'searchIssues', Found, documents.SEARCH_ISSUES, variables)
    return { ...pageOf(found, shape.toIssueItem), total: found.totalCount ?? undefined }
  }

  @tool(tools.createIssue)
  async createIssue(fields: In<'createIssue'>) {
    const input = await newIssue(this.#names, fields)
    const made = await change(this.http, 'issueCreate', shape.MadeIssue, documents.CREATE_ISSUE, { input })
    return shape.toIssueItem(made.issue)
  }

  @tool(tools.updateIssue)
  async updateIssue(fields: In<'updateIssue'>) {
    const variables = await changedIssue(this.http, this.#names, fields)
    const made = await change(this.http, 'issueUpdate', shape.MadeIssue, documents.UPDATE_ISSUE, variables)
    return shape.toIssueItem(made.issue)
  }

  @tool(tools.archiveIssue)
  async archiveIssue({ issue }: In<'archiveIssue'>) {
    const variables = { id: await issueUuid(this.http, issue), trash: false }
    const { entity } = await change(this.http, 'issueArchive', shape.ArchivedIssue, documents.ARCHIVE_ISSUE, variables)
    return { id: shape.identifierOf(entity, issue), archived: true }
  }

  @tool(tools.linkIssues)
  async linkIssues({ issue, relation, other }: In<'linkIssues'>) {
    const [issueId, relatedIssueId] = relation === 'blocked_by' ? [other, issue] : [issue, other]
    const type = { blocks: 'blocks', blocked_by: 'blocks', duplicate_of: 'duplicate', related: 'related' }[relation]
    const variables = { input: { issueId, relatedIssueId, type } }
    await change(this.http, 'issueRelationCreate', shape.MadeRelation, documents.LINK_ISSUES, variables)
    return { id: issue, relation, other }
  }

  @tool(tools.attachUrl)
  async attachUrl({ issue, ...link }: In<'attachUrl'>) {
    const variables = { issueId: issue, ...link }
    const made = await change(this.http, 'attachmentLinkURL', shape.MadeLink, documents.ATTACH_URL, variables)
    const { title, url } = made.attachment
    return { id: shape.identifierOf(made.attachment.issue, issue), title, url }
  }

  // Comments

  @tool(tools.listComments)
  async listComments({ issue: id, detail, limit, cursor }: In<'listComments'>) {
    const Commented = z.object({ comments: connection(shape.RawComment) })
    const variables = { id, first: limit, after: cursor }
    const { comments } = await read(this.http, 'issue', Commented, documents.LIST_COMMENTS, variables)
    return pageOf(comments, (raw) => shape.toComment(raw, detail))
  }

  @tool(tools.addComment)
  async addComment({ issue, body, parent }: In<'addComment'>) {
    const variables = { input: { issueId: issue, body, parentId: parent } }
    return shape.toMadeComment(
      await change(this.http, 'commentCreate', shape.MadeComment, documents.ADD_COMMENT, variables),
    )
  }

  @tool(tools.updateComment)
  async updateComment({ comment: id, body }: In<'updateComment'>) {
    const variables = { id, input: { body } }
    return shape.toMadeComment(
      await change(this.http, 'commentUpdate', shape.MadeComment, documents.UPDATE_COMMENT, variables),
    )
  }

  // Projects and documents

  @tool(tools.listProjects)
  async listProjects(input: In<'listProjects'>) {
    const variables = {
      filter: await projectFilter(this.#names, input),
      orderBy: ORDER[input.order_by],
      includeArchived: input.include_archived,
      full: input.detail === 'full',
    }
    return list(this.http, 'projects', shape.RawProject, documents.LIST_PROJECTS, input, variables, shape.toProjectItem)
  }

  @tool(tools.getProject)
  async getProject({ project }: In<'getProject'>) {
    const id = await idBySlug(this.#names, 'project', project)
    return shape.toProject(await read(this.http, 'project', shape.RawWholeProject, documents.GET_PROJECT, { id }))
  }

  @tool(tools.createProject)
  async createProject(fields: In<'createProject'>) {
    const input = await projectFields(this.#names, fields)
    const made = await change(this.http, 'projectCreate', shape.MadeProject, documents.CREATE_PROJECT, { input })
    return shape.toProjectItem(made.project)
  }

  @tool(tools.updateProject)
  async updateProject({ project, ...fields }: In<'updateProject'>) {
    const id = await idBySlug(this.#names, 'project', project)
    const variables = { id, input: await projectFields(this.#names, fields) }
    const made = await change(this.http, 'projectUpdate', shape.MadeProject, documents.UPDATE_PROJECT, variables)
    return shape.toProjectItem(made.project)
  }

  @tool(tools.listMilestones)
  async listMilestones({ project, detail, ...page }: In<'listMilestones'>) {
    const id = (await this.#names.find(want('project', project))).id('project', project)
    const variables = { filter: { project: byId(id) }, full: detail === 'full' }
    const { RawMilestone, toMilestone } = shape
    return list(this.http, 'projectMilestones', RawMilestone, documents.LIST_MILESTONES, page, variables, toMilestone)
  }

  @tool(tools.listDocuments)
  async listDocuments(input: In<'listDocuments'>) {
    const issue = input.issue === undefined ? undefined : await issueUuid(this.http, input.issue)
    const filter = await documentFilter(this.#names, { ...input, issue })
    const variables = { filter, orderBy: ORDER[input.order_by] }
    const { RawDocument, toDocumentItem } = shape
    return list(this.http, 'documents', RawDocument, documents.LIST_DOCUMENTS, input, variables, toDocumentItem)
  }

  @tool(tools.getDocument)
  async getDocument({ document }: In<'getDocument'>) {
    const id = await idBySlug(this.#names, 'document', document)
    return shape.toDocument(await read(this.http, 'document', shape.RawWholeDocument, documents.GET_DOCUMENT, { id }))
  }

  // Teams, their ways and their members

  @tool(tools.listTeams)
  async listTeams({ query, ...page }: In<'listTeams'>) {
    const variables = { filter: containing(query, 'key', 'name') }
    return list(this.http, 'teams', shape.RawTeam, documents.LIST_TEAMS, page, variables, shape.toTeamItem)
  }

  @tool(tools.getTeam)
  async getTeam({ team }: In<'getTeam'>) {
    const id = await this.#teamId(team)
    return shape.toTeam(await read(this.http, 'team', shape.RawWholeTeam, documents.GET_TEAM, { id }))
  }

  @tool(tools.listWorkflowStates)
  async listWorkflowStates({ team, ...page }: In<'listWorkflowStates'>) {
    const variables = { filter: { team: byId(await this.#teamId(team)) } }
    const { RawState, toState } = shape
    return list(this.http, 'workflowStates', RawState, documents.LIST_WORKFLOW_STATES, page, variables, toState)
  }

  @tool(tools.listLabels)
  async listLabels({ team, query, ...page }: In<'listLabels'>) {
    const id = await this.#teamId(team)
    const filter = some({ ...containing(query, 'name'), team: id === undefined ? undefined : usableIn(id) })
    return list(this.http, 'issueLabels', shape.RawLabel, documents.LIST_LABELS, page, { filter }, shape.toLabel)
  }

  @tool(tools.listCycles)
  async listCycles({ team, when, ...page }: In<'listCycles'>) {
    const filter = { team: byId(await this.#teamId(team)), ...TIMES[when] }
    return list(this.http, 'cycles', shape.RawCycle, documents.LIST_CYCLES, page, { filter }, shape.toCycleItem)
  }

  @tool(tools.getCycle)
  async getCycle(input: In<'getCycle'>) {
    const { cycle, team = input.team } = cycleRef(input.cycle)
    await ofOneTeam(this.#names, team, input.team)
    const wants = want('cycle', cycle)
    if (wants.length > 0 && team === undefined) {
      throw new ConnectorError('validation', 'Cycles are counted per team: give the team, too.', {
        fields: { team: 'Needed unless cycle is a URL or UUID.' },
      })
    }
    const id = (await this.#names.find([...want('team', team), ...wants], { team })).id('cycle', cycle)
    return shape.toCycle(await read(this.http, 'cycle', shape.RawWholeCycle, documents.GET_CYCLE, { id }))
  }

  @tool(tools.listUsers)
  async listUsers({ query, team, include_disabled, ...page }: In<'listUsers'>) {
    const filter = containing(query, 'name', 'displayName', 'email')
    const variables = { filter, includeDisabled: include_disabled }
    const { RawUser, toUser } = shape
    if (team === undefined) return list(this.http, 'users', RawUser, documents.LIST_USERS, page, variables, toUser)
    const Members = z.object({ members: connection(RawUser) })
    const { members } = await read(this.http, 'team', Members, documents.LIST_TEAM_MEMBERS, {
      id: await this.#teamId(team),
      first: page.limit,
      after: page.cursor,
      ...variables,
    })
    return pageOf(members, toUser)
  }

  @tool(tools.getUserByEmail)
  async getUserByEmail({ email }: In<'getUserByEmail'>) {
    const variables = { filter: { email: { eqIgnoreCase: email } } }
    const Found = z.object({ nodes: z.array(shape.RawWholeUser) })
    const [user] = (await read(this.http, 'users', Found, documents.GET_USER_BY_EMAIL, variables)).nodes
    if (user) return shape.toWholeUser(user)
    throw new ConnectorError('not_found', 'No member of the workspace has this address.', {
      hint: 'list_users finds people by a part of their name or address.',
    })
  }

  @resource({
    uri: 'linear://teams/{team}',
    name: 'team',
    title: 'Team',
    description: 'A team by its key: states, members, current cycle and how it works.',
    mimeType: 'application/json',
    tool: 'get_team',
  })
  async team({ team = '' }: Readonly<Record<string, string>>) {
    return JSON.stringify(await this.getTeam({ team }), null, 2)
  }

  @resource({
    uri: 'linear://teams/{team}/templates',
    name: 'issue_templates',
    title: 'Issue templates',
    description: 'The issue templates of a team, by its key, as Markdown: what to fill in when one is opened.',
    mimeType: 'text/markdown',
  })
  async issueTemplates({ team = '' }: Readonly<Record<string, string>>) {
    return readTemplates(this.http, await this.#teamId(team))
  }

  @prompt(prompts.triageIssues)
  async triageIssues(args: z.output<typeof prompts.triageIssues.arguments>) {
    return prompts.triageText(args)
  }

  @prompt(prompts.planCycle)
  async planCycle(args: z.output<typeof prompts.planCycle.arguments>) {
    return prompts.planText(args)
  }

  @prompt(prompts.reviewWorkflow)
  async reviewWorkflow(args: z.output<typeof prompts.reviewWorkflow.arguments>) {
    return prompts.workflowText(args)
  }

  async #teamId(team: string): Promise<string>
  async #teamId(team: string | undefined): Promise<string | undefined>
  async #teamId(team: string | undefined): Promise<string | undefined> {
    return (await this.#names.find(want('team', team))).id('team', team)
  }
}

const is = (flag: string) => ({ [flag]: { eq: true } })
const TIMES: Readonly<Record<string, object>> = { ...RELATIVE_CYCLES, past: is('isPast'), future: is('isFuture') }
