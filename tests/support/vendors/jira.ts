import type { Judge } from './contract'
import { contracts } from './contracts'
import { type CursorForm, cutPage, FORMS, parameter } from './cursor-forms'
import { type FakeOptions, FakeVendor } from './fake-vendor'
import { reply } from './faults'
import { isItem, type Item, listAt, numbered } from './items'
import { headerViolations, unwrittenRules } from './jira-rules'
import { HARBOR, JIRA_SAMPLES, PIER } from './jira-samples'
import { sampleWorld } from './sample-world'
import { type Account, type Answer, type Asked, RefusedCursor, type VendorDescription } from './vendor-description'

const no = (status: number, message: string): Answer => ({ status, body: { code: status, message } })

/** The gateway says 401, although the token is fine: of scopes that lack, and of addresses that a site has not got, too. */
const SCOPES_DO_NOT_MATCH = no(401, 'Unauthorized; scope does not match')
export const scopesDoNotMatch = reply(SCOPES_DO_NOT_MATCH.status, SCOPES_DO_NOT_MATCH.body)

export const jira = (): VendorDescription => ({
  bases: {
    // Of the account's sites the one that the connector works on.
    site: { prefix: `/ex/jira/${HARBOR}`, judge: only((path) => path.startsWith('/rest/')) },
    account: {
      prefix: '',
      judge: only((path) => path === '/oauth/token/accessible-resources' || path.startsWith(`/ex/jira/${PIER}/rest/`)),
    },
  },
  world: () => sampleWorld(JIRA_SAMPLES, { item, answers }),
  say: {
    unauthorized: () => no(401, 'Unauthorized'),
    refused: (violations) => ({ status: 400, body: { errorMessages: violations, errors: {} } }),
    unknownAddress: () => no(404, 'Not Found'),
    missingScope: () => SCOPES_DO_NOT_MATCH,
  },
  page,
  headers: headerViolations,
  unwritten: unwrittenRules,
  accountHeaders: () => ({ 'atl-traceid': 'c0de1f2e3d4c5b6a7980690a0b0c0d0e' }),
})

/** The account's address has other paths than that of a site. */
function only(has: (path: string) => boolean): Judge {
  const judge = contracts.jira()
  return {
    judge: (call) => {
      if (has(call.path)) return judge.judge(call)
      const violations = [`${call.method} ${call.path}: the vendor has no such address here.`]
      return { id: undefined, operation: undefined, params: {}, violations }
    },
  }
}

/** Changes are told apart by their time alone. */
const item = (sample: unknown, i: number, id: string): unknown =>
  id === 'getChangeLogs' && isItem(sample)
    ? { ...numbered(sample, i), created: new Date(Date.UTC(2026, 10, 20, 0, i)).toISOString() }
    : numbered(sample, i)

/** Answers that hold what was asked for. */
const answers: Readonly<Record<string, (asked: Asked, sample: Item) => Answer>> = {
  getIssue: ({ params, query }, sample) =>
    ok({
      ...sample,
      key: params['issueIdOrKey'],
      ...(query.get('expand') === 'names' ? { names: { customfield_10016: 'Story Points' } } : {}),
    }),
  // Only who asks for the issue gets it.
  editIssue: () => ({ status: 204 }),
  getFieldsPaginated: (asked, sample) => {
    const ids = asked.query.getAll('id')
    const words = parameter(asked, 'query')?.toLowerCase() ?? ''
    const fits = ({ id, name }: Item) =>
      (ids.length === 0 || ids.includes(String(id))) && String(name).toLowerCase().includes(words)
    return ok({ ...sample, values: (sample['values'] as Item[]).filter(fits) })
  },
}

const ok = (body: Item): Answer => ({ status: 200, body })

const { jiraOffset, jiraToken } = FORMS

/** Some lists do not say whether they end, others not how long they are. */
const withoutEnd: CursorForm['onward'] = (body, cut) => {
  const { isLast: _, ...rest } = jiraOffset.onward(body, cut)
  return rest
}
const withoutTotal: CursorForm['onward'] = (body, cut) => {
  const { total: _, ...rest } = jiraOffset.onward(body, cut)
  return rest
}

const small = { ...jiraOffset, size: ['maxResults', 50, 50] } as const
const PAGES: Readonly<Record<string, CursorForm>> = {
  searchAndReconsileIssuesUsingJqlPost: jiraToken,
  getSprintIssuesByToken: jiraToken,
  getBoardIssuesByToken: jiraToken,
  getBacklogByToken: jiraToken,
  getIssuesForSprint: { ...small, onward: withoutEnd },
  getIssuesForBoard: { ...small, onward: withoutEnd },
  getIssuesForBacklog: { ...small, onward: withoutEnd },
  getComments: { ...jiraOffset, onward: withoutEnd },
  getIssueWorklog: { ...jiraOffset, onward: withoutEnd },
  getChangeLogs: small,
  searchProjects: small,
  getCreateIssueMetaIssueTypes: { ...small, size: ['maxResults', 50, 200], onward: withoutEnd },
  getCreateIssueMetaIssueTypeId: { ...small, size: ['maxResults', 50, 200], onward: withoutEnd },
  getFieldsPaginated: small,
  getProjectVersionsPaginated: small,
  getAllBoards: small,
  getAllSprints: { ...small, onward: withoutTotal },
}

function page(given: Answer, asked: Asked): Answer {
  if (asked.id === 'findUsers' || asked.id === 'findAssignableUsers') return people(given, asked)
  const form = PAGES[asked.id]
  const found = form ? cutPage(given, shortened(asked, form), form) : given
  const { issues } = isItem(found.body) ? found.body : {}
  if (!Array.isArray(issues)) return found
  return ok({ ...(found.body as Item), issues: (issues as Item[]).map((each) => withFields(each, asked)) })
}

/** Jira gives the fields that were named. */
function withFields(issue: Item, { query, body }: Asked): Item {
  const named = isItem(body) ? (body['fields'] as string[]) : query.getAll('fields').flatMap((each) => each.split(','))
  const fields = Object.entries(issue['fields'] as Item).filter(([name]) => named.includes(name))
  return { ...issue, fields: Object.fromEntries(fields) }
}

/** Who asks for longer pages than there are gets shorter ones. */
function shortened(asked: Asked, { size: [name, , most] }: CursorForm): Asked {
  if (!(Number(asked.query.get(name)) > most)) return asked
  const query = new URLSearchParams(asked.query)
  query.set(name, String(most))
  return { ...asked, query }
}

const EVERYBODY = 1_000
const APPS = 130

/**
 * A plain array, of the first thousand. Where nothing is searched for, the range is of everybody, with many accounts of
 * apps at the beginning, and who may not be assigned is left out of it.
 */
function people(given: Answer, asked: Asked): Answer {
  if (!Array.isArray(given.body)) return given
  const from = Number(parameter(asked, 'startAt') ?? 0)
  const end = Math.min(EVERYBODY, from + Number(parameter(asked, 'maxResults') ?? 50))
  if (!(from >= 0 && end >= from)) throw new RefusedCursor('startAt and maxResults are a range.')
  const isSearch = asked.query.has('query')
  const place = (i: number) => (isSearch ? i : APPS + 3 * i)
  return { ...given, body: listAt(given.body, []).filter((_, i) => place(i) >= from && place(i) < end) }
}

/** Jira Cloud as far as our tools use it: one site by its id, and the address of the account. */
export const startJira = (tokens: Readonly<Record<string, Account>>, options: FakeOptions = {}): Promise<FakeVendor> =>
  FakeVendor.of(jira(), tokens, options)
