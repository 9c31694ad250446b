import { compact, cut } from '../../sdk'
import { fromAdf } from '../adf'
import { readable, simple } from './values'
import { at, nameOf, namesOf, person, type Raw, raw, rawList, text } from './read'

export type Detail = 'summary' | 'full'

/** In a list even full texts are bounded; get_issue gives the rest. */
const LIST_BODY = 4_000
/** Asked by name: without names a search gives ids alone. */
const LISTED = ['summary', 'status', 'assignee', 'priority', 'issuetype', 'updated']
/** Shown in a place of their own wherever they were read. */
const COMMON = [...LISTED, 'reporter', 'labels', 'parent', 'created', 'duedate', 'resolution']
const LISTED_FULL = [...COMMON, 'description']
const SHOWN = [...LISTED_FULL, 'components', 'fixVersions', 'issuelinks', 'subtasks', 'attachment', 'timetracking']

export type Extra = ReadonlyMap<string, string>

export const listFields = (detail: Detail, extra: Extra): string[] => [
  ...new Set([...(detail === 'full' ? LISTED_FULL : LISTED), ...extra.keys()]),
]

/** `*all` stands for every field. */
export const issueFieldsToRead = (extra: Extra): string[] =>
  extra.has('*all') ? ['*all'] : [...new Set([...SHOWN, ...extra.keys()])]

const list = (names: string[]): string[] | undefined => (names.length > 0 ? names : undefined)

/** What a list shows and get_issue shows, too. */
function common(issue: Raw) {
  const fields = raw(issue.fields)
  return {
    key: text(issue.key) ?? '',
    type: nameOf(fields.issuetype),
    summary: text(fields.summary) ?? '',
    status: nameOf(fields.status),
    priority: nameOf(fields.priority),
    assignee: person(fields.assignee),
    reporter: person(fields.reporter),
    labels: Array.isArray(fields.labels) ? list(fields.labels.map(String)) : undefined,
    parent: text(raw(fields.parent).key),
    created_at: at(fields.created),
    updated_at: at(fields.updated),
    due_date: text(fields.duedate),
    resolution: nameOf(fields.resolution),
  }
}

export const toIssueItem =
  (detail: Detail, extra: Extra) =>
  (issue: Raw): ReturnType<typeof itemOf> =>
    itemOf(issue, detail, extra)

function itemOf(issue: Raw, detail: Detail, extra: Extra) {
  const fields = raw(issue.fields)
  return compact({
    ...common(issue),
    description: detail === 'full' ? cut(fromAdf(fields.description), LIST_BODY) || undefined : undefined,
    fields: furtherOf(fields, extra, new Set(detail === 'full' ? LISTED_FULL : COMMON)),
  })
}

export function toIssue(issue: Raw, extra: Extra) {
  const fields = raw(issue.fields)
  const { originalEstimate, remainingEstimate, timeSpent } = raw(fields.timetracking)
  const time = { estimate: text(originalEstimate), remaining: text(remainingEstimate), spent: text(timeSpent) }
  return compact({
    ...common(issue),
    components: list(namesOf(fields.components)),
    fix_versions: list(namesOf(fields.fixVersions)),
    time: Object.values(time).some(Boolean) ? compact(time) : undefined,
    links: rawList(fields.issuelinks).map(toLink),
    subtasks: rawList(fields.subtasks).map(headline),
    attachments: rawList(fields.attachment).flatMap(({ filename }) => text(filename) ?? []),
    description: fromAdf(fields.description) || undefined,
    fields: extra.has('*all') ? everyOther(fields, raw(issue.names)) : furtherOf(fields, extra, new Set(SHOWN)),
  })
}

/** As the issue that is read says it: "blocks HARBOR-13: Fog horn (Done)". */
function toLink({ type, outwardIssue, inwardIssue }: Raw): string {
  const { outward, inward } = raw(type)
  return outwardIssue
    ? `${text(outward) ?? 'links to'} ${headline(outwardIssue)}`
    : `${text(inward) ?? 'is linked from'} ${headline(inwardIssue)}`
}

function headline(issue: unknown): string {
  const { key, fields } = raw(issue)
  const { summary, status } = raw(fields)
  const state = nameOf(status)
  return `${text(key) ?? '?'}${text(summary) === undefined ? '' : `: ${text(summary)}`}${state === undefined ? '' : ` (${state})`}`
}

/** Fields that were asked for besides, by the name they were asked by. Empty ones are left out. */
function furtherOf(fields: Raw, extra: Extra, shown: ReadonlySet<string>): Record<string, unknown> | undefined {
  const found = [...extra].flatMap(([id, name]) => {
    const value = shown.has(id) ? undefined : simple(fields[id])
    return value === undefined ? [] : [[name, value] as const]
  })
  return found.length > 0 ? Object.fromEntries(found) : undefined
}

/** In a place of their own, or behind a tool of their own. */
const ELSEWHERE: ReadonlySet<string> = new Set([...SHOWN, 'comment', 'worklog'])

/** Every other field that is filled, by its name; where several are called so, by name and id. */
function everyOther(fields: Raw, names: Raw): Record<string, unknown> | undefined {
  const all = Object.keys(fields).map((id) => ({ id, name: text(names[id]) ?? id }))
  const isOnly = (name: string) => all.filter((each) => each.name === name).length === 1
  const found = all.flatMap(({ id, name }) => {
    const value = ELSEWHERE.has(id) ? undefined : readable(fields[id])
    return value === undefined ? [] : [[isOnly(name) ? name : `${name} (${id})`, value] as const]
  })
  return found.length > 0 ? Object.fromEntries(found) : undefined
}
