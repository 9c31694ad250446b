import type { toComment, toIssue } from './shape'

type Issue = ReturnType<typeof toIssue>
type Comment = ReturnType<ReturnType<typeof toComment>>

/** An issue with its latest comments as one Markdown text, for those who attach it as a resource. */
export function issuePage(issue: Issue, comments: readonly Comment[]): string {
  const facts = [
    ['Type', issue.type],
    ['Status', issue.status],
    ['Priority', issue.priority],
    ['Assignee', issue.assignee],
    ['Reporter', issue.reporter],
    ['Labels', issue.labels?.join(', ')],
    ['Parent', issue.parent],
    ['Due', issue.due_date],
    ['Updated', issue.updated_at],
    ...(issue.links ?? []).map((link) => ['Link', link]),
  ].flatMap(([name, value]) => (value === undefined ? [] : [`- ${name}: ${value}`]))
  return [
    `# ${issue.key}: ${issue.summary}`,
    facts.join('\n'),
    ...(issue.description === undefined ? [] : ['## Description', issue.description]),
    ...(comments.length > 0 ? ['## Comments, newest first'] : []),
    ...comments.map(({ author, created_at, body }) => `### ${author ?? 'unknown'}, ${created_at}\n\n${body ?? ''}`),
  ].join('\n\n')
}
