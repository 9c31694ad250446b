import type { Judgement, VendorCall } from './contract'
import { isItem, type Item } from './items'

/** Headers that every request carries. */
export const headerViolations = ({ id }: Judgement, { headers, body }: VendorCall): string[] =>
  [
    ...(headers['user-agent'] ? [] : ['header user-agent is missing.']),
    ...(/^application\/json\b/.test(headers['accept'] ?? '') ? [] : [`header accept "${headers['accept']}".`]),
    ...(body === undefined || headers['content-type']?.startsWith('application/json') ? [] : ['header content-type.']),
  ].map((violation) => `${id ?? 'request'}: ${violation}`)

/** By operation: what Jira refuses although its document does not say so in a schema. */
const RULES: Readonly<Record<string, (call: VendorCall, body: Item) => string | undefined>> = {
  searchAndReconsileIssuesUsingJqlPost: (_call, body) => unbounded(body),
  countIssues: (_call, body) => unbounded(body),
  createIssue: (_call, { fields }) => lacking(fields, ['project', 'issuetype', 'summary']),
  editIssue: (_call, { fields, update }) =>
    isEmpty(fields) && isEmpty(update) ? 'nothing is changed.' : twice(fields, update),
  doTransition: (_call, { transition, fields, update }) => lacking(transition, ['id']) ?? twice(fields, update),
  linkIssues: (_call, { inwardIssue, outwardIssue }) =>
    [inwardIssue, outwardIssue].some((each) => !isItem(each) || !('key' in each || 'id' in each))
      ? 'both issues have a key or an id.'
      : undefined,
  findUsers: ({ query }) => (query.has('query') || query.has('accountId') ? undefined : 'query is missing.'),
  findAssignableUsers: ({ query }) =>
    ['project', 'issueKey', 'issueId'].filter((name) => query.has(name)).length === 1
      ? undefined
      : 'one of project, issueKey and issueId.',
  addWorklog: ({ query }) => {
    const adjust = query.get('adjustEstimate')
    if (query.has('newEstimate') !== (adjust === 'new')) return 'newEstimate goes with adjustEstimate new.'
    if (query.has('reduceBy') !== (adjust === 'manual')) return 'reduceBy goes with adjustEstimate manual.'
    return undefined
  },
  moveIssuesToSprintAndRank: (_call, body) =>
    'rankBeforeIssue' in body && 'rankAfterIssue' in body
      ? 'before one issue or after one.'
      : lacking(body, ['issues']),
}

export function unwrittenRules({ id }: Judgement, call: VendorCall): string[] {
  const found = id === undefined ? undefined : RULES[id]?.(call, isItem(call.body) ? call.body : {})
  return found === undefined ? [] : [`${id}: ${found}`]
}

const unbounded = ({ jql }: Item): string | undefined =>
  typeof jql === 'string' && /^\s*(?:order\s+by\b|$)/i.test(jql) ? 'the JQL has no restriction.' : undefined

function lacking(holder: unknown, names: readonly string[]): string | undefined {
  const missing = names.find((name) => !isItem(holder) || holder[name] === undefined)
  return missing === undefined ? undefined : `"${missing}" is missing.`
}

const isEmpty = (value: unknown): boolean => !isItem(value) || Object.keys(value).length === 0

function twice(fields: unknown, update: unknown): string | undefined {
  const found = isItem(fields) && isItem(update) ? Object.keys(fields).find((name) => name in update) : undefined
  return found === undefined ? undefined : `"${found}" is in fields and in update.`
}
