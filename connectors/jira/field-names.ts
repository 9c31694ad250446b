/** What our arguments are called in Jira. */
export const JIRA_NAMES = {
  summary: 'summary',
  description: 'description',
  type: 'issuetype',
  priority: 'priority',
  assignee: 'assignee',
  reporter: 'reporter',
  labels: 'labels',
  components: 'components',
  fix_versions: 'fixVersions',
  due_date: 'duedate',
  parent: 'parent',
} as const

/** The same for what our results call otherwise: models ask for a field by the name that they saw. */
export const jiraName = (ours: string): string | undefined => OURS.get(ours)

const OURS = new Map<string, string>([
  ...Object.entries(JIRA_NAMES),
  ['created_at', 'created'],
  ['updated_at', 'updated'],
  ['time', 'timetracking'],
  ['links', 'issuelinks'],
  ['attachments', 'attachment'],
])
