import { call, refusals } from '../support/vendors/call'
import { contracts, sources } from '../support/vendors/contracts'

const jira = contracts.jira()
const ISSUE = '/rest/api/3/issue'
const doc = (...content: object[]) => ({ type: 'doc', version: 1, content })
const paragraph = (text: string) => ({ type: 'paragraph', content: [{ type: 'text', text }] })

test('the operations that are in no document say where they are from', () => {
  expect(sources('jira')).toEqual([
    'getAccessibleResources', 'getSprintIssuesByToken', 'getBoardIssuesByToken', 'getBacklogByToken',
    'getIssuesForSprint', 'getIssuesForBoard', 'getIssuesForBacklog',
  ]) // prettier-ignore
})

test.each([
  ['getAccessibleResources', call('GET', '/oauth/token/accessible-resources')],
  [
    'searchAndReconsileIssuesUsingJqlPost',
    call('POST', '/rest/api/3/search/jql', { body: { jql: 'key = LAMP-1', fields: ['summary'] } }),
  ],
  ['getIssue', call('GET', `${ISSUE}/LAMP-1?fields=summary,status&fields=labels`)],
  [
    'createIssue',
    call('POST', ISSUE, {
      body: { fields: { summary: 'Dark', description: doc(paragraph('It is.')), customfield_1: 5 } },
    }),
  ],
  ['addComment', call('POST', `${ISSUE}/LAMP-1/comment`, { body: { body: doc({ type: 'rule' }, paragraph('Lit.')) } })],
  ['assignIssue', call('PUT', `${ISSUE}/LAMP-1/assignee`, { body: { accountId: null } })],
  [
    'addWorklog',
    call('POST', `${ISSUE}/LAMP-1/worklog?adjustEstimate=auto`, {
      body: { timeSpent: '2h', started: '2026-11-20T09:00:00.000+0000' },
    }),
  ],
  ['getFieldsPaginated', call('GET', '/rest/api/3/field/search?type=custom&type=system&query=fog')],
  ['getAllBoards', call('GET', '/rest/agile/1.0/board?type=scrum,kanban&maxResults=50')],
  ['getCurrentUser', call('GET', '/ex/jira/11111111-2222-4333-8444-555555555555/rest/api/3/myself')],
  ['getSprintIssuesByToken', call('GET', '/rest/software/1.0/sprint/7/issue?fields=summary,status&nextPageToken=abc')],
  ['getIssuesForSprint', call('GET', '/rest/agile/1.0/sprint/7/issue?startAt=50')],
])('takes %s', (id, given) => {
  expect(jira.judge(given)).toMatchObject({ id, violations: [] })
})

test.each([
  ['a removed endpoint', call('GET', '/rest/api/3/search?jql=key=LAMP-1'), 'the vendor has no such address'],
  ['a removed endpoint', call('POST', '/rest/api/3/search', { body: {} }), 'the vendor has no such address'],
  ['an unknown parameter', call('GET', `${ISSUE}/LAMP-1?field=summary`), 'query parameter "field" is unknown.'],
  [
    'a parameter of the old search',
    call('POST', '/rest/api/3/search/jql', { body: { jql: 'a', fields: [], startAt: 0 } }),
    'body: field "startAt" is unknown.',
  ],
  [
    'a search without fields',
    call('POST', '/rest/api/3/search/jql', { body: { jql: 'a' } }),
    'body: field "fields" is missing.',
  ],
  ['a wrong enum', call('GET', '/rest/agile/1.0/board?type=round'), 'query parameter "type" may not be "round".'],
  [
    'a wrong enum among good ones',
    call('GET', '/rest/agile/1.0/board/1/sprint?state=active,old'),
    'query parameter "state" may not be "active,old".',
  ],
  [
    'commas where the name repeats',
    call('GET', '/rest/api/3/field/search?type=custom,system'),
    'query parameter "type" may not be "custom,system".',
  ],
  ['an unknown field', call('POST', ISSUE, { body: { field: {} } }), 'body: field "field" is unknown.'],
  [
    'a field that only Jira writes',
    call('PUT', `${ISSUE}/LAMP-1/assignee`, { body: { accountId: 'a', displayName: 'Ada North' } }),
    'body: field "displayName" is unknown.',
  ],
  [
    'a user name',
    call('PUT', `${ISSUE}/LAMP-1/assignee`, { body: { name: 'ada' } }),
    'body: field "accountId" is missing.',
  ],
  ['a missing body', call('POST', ISSUE), 'the body is missing.'],
  ['a form', call('POST', ISSUE, { form: { summary: 'a' } }), 'a form is not expected.'],
  [
    'text in place of ADF',
    call('POST', `${ISSUE}/LAMP-1/comment`, { body: { body: 'Lit.' } }),
    'body: must be object.',
  ],
  [
    'an unknown node',
    call('POST', `${ISSUE}/LAMP-1/comment`, { body: { body: doc({ type: 'paragraf' }) } }),
    'body.content.0.type: must be one of paragraph.',
  ],
  [
    'an empty text',
    call('POST', `${ISSUE}/LAMP-1/comment`, { body: { body: doc(paragraph('')) } }),
    'body.content.0.content.0.text: must NOT have fewer than 1 characters.',
  ],
  [
    'a time with a Z',
    call('POST', `${ISSUE}/LAMP-1/worklog`, { body: { timeSpent: '2h', started: '2026-11-20T09:00:00Z' } }),
    'started: must match pattern',
  ],
  [
    'more issues than fit',
    call('POST', '/rest/agile/1.0/sprint/7/issue', { body: { issues: Array(51).fill('LAMP-1') } }),
    'issues: must NOT have more than 50 items.',
  ],
  [
    'an offset where tokens are',
    call('GET', '/rest/software/1.0/board/7/issue?startAt=50'),
    'query parameter "startAt" is unknown.',
  ],
  [
    'a board that is no number',
    call('GET', '/rest/agile/1.0/board/lamp'),
    'path parameter "boardId" may not be "lamp".',
  ],
])('refuses %s', (_what, given, words) => {
  expect(refusals(jira, given)).toContainEqual(expect.stringContaining(words))
})

test('names the scopes of an operation', () => {
  const { operation } = jira.judge(call('GET', '/rest/software/1.0/sprint/7/issue'))
  expect(operation?.scopes).toEqual(['read:sprint:jira-software', 'read:issue-details:jira', 'read:jql:jira'])
})
