import { isItem, type Item } from '../vendors/items'
import { says } from './harbor'

interface Issue {
  key: string
  fields: Item
}

const FIELD: Readonly<Record<string, (issue: Issue) => unknown>> = {
  key: ({ key }) => key,
  issuekey: ({ key }) => key,
  project: ({ fields }) => fields['project'],
  status: ({ fields }) => fields['status'],
  statuscategory: ({ fields }) => (fields['status'] as Item | undefined)?.['statusCategory'],
  assignee: ({ fields }) => fields['assignee'],
  reporter: ({ fields }) => fields['reporter'],
  issuetype: ({ fields }) => fields['issuetype'],
  type: ({ fields }) => fields['issuetype'],
  priority: ({ fields }) => fields['priority'],
  labels: ({ fields }) => fields['labels'],
  parent: ({ fields }) => fields['parent'],
  resolution: ({ fields }) => fields['resolution'],
}

/** Enough of JQL to find something by: terms joined by AND. What it does not know lets everything through. */
export function jqlFits(issue: Issue, jql: string, me: string): boolean {
  const where = jql.replace(/\border\s+by\b.*$/is, '').replaceAll('currentUser()', me)
  return where.split(/\s+and\s+/i).every((term) => fits(issue, term.trim()))
}

function fits(issue: Issue, term: string): boolean {
  const [, name = '', operator = '', rest = ''] =
    /^"?([\w ]+?)"?\s*(!=|!~|=|~|\bnot in\b|\bin\b|\bis not\b|\bis\b)\s*(.+)$/i.exec(term) ?? []
  const wanted = rest
    .replace(/^\(|\)$/g, '')
    .split(',')
    .map((each) => each.trim().replace(/^["']|["']$/g, ''))
  const how = operator.toLowerCase()
  if (how === '~' || how === '!~')
    return says([issue.key, issue.fields], wanted.join(' ').replaceAll('*', '')) === (how === '~')
  const read = FIELD[name.toLowerCase()]
  if (!read) return true
  const names = namesOf(read(issue))
  if (how.startsWith('is')) return (names.length === 0) === (how === 'is')
  const isOne = wanted.some((each) => names.includes(each.toLowerCase()))
  return isOne === (how === '=' || how === 'in')
}

const namesOf = (value: unknown): string[] =>
  (Array.isArray(value) ? (value as unknown[]) : [value]).flatMap((each) => {
    if (typeof each === 'string') return [each.toLowerCase()]
    if (!isItem(each)) return []
    return ['id', 'key', 'name', 'accountId', 'displayName'].flatMap((part) =>
      typeof each[part] === 'string' ? [each[part].toLowerCase()] : [],
    )
  })
