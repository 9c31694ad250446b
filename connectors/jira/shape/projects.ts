import { compact, cut } from '../../sdk'
import { allowedValues } from './activity'
import type { Detail } from './issues'
import { at, count, nameOf, namesOf, on, person, type Raw, raw, text } from './read'

const LIST_TEXT = 500

export const toProjectItem = (detail: Detail) => (project: Raw) =>
  compact({
    key: text(project.key) ?? '',
    name: nameOf(project) ?? '',
    type: text(project.projectTypeKey),
    lead: person(project.lead),
    archived: on(project.archived),
    ...(detail === 'full'
      ? {
          category: nameOf(project.projectCategory),
          description: cut(text(project.description) ?? '', LIST_TEXT) || undefined,
        }
      : {}),
  })

export const toProject = (project: Raw) =>
  compact({
    ...toProjectItem('summary')(project),
    id: text(project.id),
    managed_by: project.style === undefined ? undefined : project.style === 'next-gen' ? 'team' : 'company',
    category: nameOf(project.projectCategory),
    description: text(project.description),
    components: namesOf(project.components),
    issue_types: namesOf(project.issueTypes),
  })

export const toIssueType = (type: Raw) =>
  compact({
    id: text(type.id) ?? '',
    name: nameOf(type) ?? '',
    subtask: on(type.subtask),
    description: cut(text(type.description) ?? '', 120) || undefined,
  })

const ALL = 1_000

export const toCreateField = (detail: Detail) => (field: Raw) =>
  compact({
    id: text(field.fieldId) ?? text(field.key) ?? '',
    name: nameOf(field) ?? '',
    required: on(field.required === true && field.hasDefaultValue !== true),
    type: typeOf(field.schema),
    ...allowedValues(field.allowedValues, detail === 'full' ? ALL : undefined),
  })

export const toField = (detail: Detail) => (field: Raw) =>
  compact({
    id: text(field.id) ?? '',
    name: nameOf(field) ?? '',
    type: typeOf(field.schema),
    description: detail === 'full' ? cut(text(field.description) ?? '', LIST_TEXT) || undefined : undefined,
  })

/** Such as `option`, `array of version`, `string (textarea)`. */
function typeOf(schema: unknown): string | undefined {
  const { type, items, custom } = raw(schema)
  const base = text(items) === undefined ? text(type) : `${text(type)} of ${text(items)}`
  const kind = text(custom)?.split(':').at(-1)
  return base !== undefined && kind !== undefined ? `${base} (${kind})` : base
}

export const toVersionItem = (detail: Detail) => (version: Raw) =>
  compact({
    id: text(version.id) ?? '',
    name: nameOf(version) ?? '',
    released: version.released === true,
    archived: on(version.archived),
    overdue: on(version.overdue),
    start_date: text(version.startDate),
    release_date: text(version.releaseDate),
    ...(detail === 'full' ? fullVersion(version) : {}),
  })

function fullVersion(version: Raw) {
  const { toDo, inProgress, done, unmapped } = raw(version.issuesStatusForFixVersion)
  const issues = {
    to_do: count(toDo),
    in_progress: count(inProgress),
    done: count(done),
    other: count(unmapped) || undefined,
  }
  return {
    description: text(version.description),
    issues: Object.values(issues).some((each) => each !== undefined) ? compact(issues) : undefined,
  }
}

export const toUser = (user: Raw) =>
  compact({
    account_id: text(user.accountId) ?? '',
    name: person(user) ?? '',
    email: text(user.emailAddress),
    kind: user.accountType === 'atlassian' ? undefined : text(user.accountType),
    inactive: on(user.active === false),
  })

export const toBoard = (board: Raw) => {
  const { projectKey, projectName } = raw(board.location)
  return compact({
    id: text(board.id) ?? '',
    name: nameOf(board) ?? '',
    type: text(board.type),
    project: text(projectKey),
    project_name: text(projectName),
  })
}

export const toSprint = (sprint: Raw) =>
  compact({
    id: text(sprint.id) ?? '',
    name: nameOf(sprint) ?? '',
    state: text(sprint.state),
    start_at: at(sprint.startDate),
    end_at: at(sprint.endDate),
    completed_at: at(sprint.completeDate),
    goal: text(sprint.goal),
    board: text(sprint.originBoardId),
  })
