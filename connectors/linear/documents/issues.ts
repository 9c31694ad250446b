/*
 * What a list shows of an issue. Every nested list says how many it wants: Linear charges each for its default of 50 per
 * parent, whatever is there, and refuses documents that come too dear. Each also says whether there are more.
 */
const ITEM = `identifier title url updatedAt dueDate priority
    state { name } assignee { name } project { name } cycle { number }
    labels(first: 10) { nodes { name } pageInfo { hasNextPage } }`

export const LIST_ISSUES = `query ListIssues(
  $first: Int!, $after: String, $filter: IssueFilter, $orderBy: PaginationOrderBy, $includeArchived: Boolean, $full: Boolean!
) {
  issues(first: $first, after: $after, filter: $filter, orderBy: $orderBy, includeArchived: $includeArchived) {
    nodes { ${ITEM} description @include(if: $full) }
    pageInfo { hasNextPage endCursor }
  }
}`

export const SEARCH_ISSUES = `query SearchIssues(
  $term: String!, $first: Int!, $after: String, $filter: IssueFilter, $includeComments: Boolean, $includeArchived: Boolean
) {
  searchIssues(
    term: $term, first: $first, after: $after, filter: $filter
    includeComments: $includeComments, includeArchived: $includeArchived
  ) {
    nodes { ${ITEM} }
    pageInfo { hasNextPage endCursor }
    totalCount
  }
}`

export const GET_ISSUE = `query GetIssue($id: String!, $comments: Boolean!) {
  issue(id: $id) {
    ${ITEM}
    description estimate branchName createdAt completedAt canceledAt archivedAt
    creator { name } parent { identifier title state { name } } projectMilestone { name }
    children(first: 10) { nodes { identifier title state { name } } pageInfo { hasNextPage } }
    relations(first: 25) { nodes { type relatedIssue { identifier title state { name } } } pageInfo { hasNextPage } }
    inverseRelations(first: 25) { nodes { type issue { identifier title state { name } } } pageInfo { hasNextPage } }
    attachments(first: 25) { nodes { title url } pageInfo { hasNextPage } }
    comments(first: 10) @include(if: $comments) {
      nodes { id body createdAt user { name } externalUser { name } botActor { name } }
      pageInfo { hasNextPage }
    }
  }
}`

/** What an identifier stands for, and what the names in an update depend on. */
export const ISSUE_PLACE = `query IssuePlace($id: String!) {
  issue(id: $id) { id team { id key } project { id } }
}`

export const CREATE_ISSUE = `mutation CreateIssue($input: IssueCreateInput!) {
  issueCreate(input: $input) { success issue { ${ITEM} } }
}`

export const UPDATE_ISSUE = `mutation UpdateIssue($id: String!, $input: IssueUpdateInput!) {
  issueUpdate(id: $id, input: $input) { success issue { ${ITEM} } }
}`

export const ARCHIVE_ISSUE = `mutation ArchiveIssue($id: String!, $trash: Boolean) {
  issueArchive(id: $id, trash: $trash) { success entity { identifier } }
}`

export const LINK_ISSUES = `mutation LinkIssues($input: IssueRelationCreateInput!) {
  issueRelationCreate(input: $input) { success issueRelation { type } }
}`

export const ATTACH_URL = `mutation AttachUrl($issueId: String!, $url: String!, $title: String) {
  attachmentLinkURL(issueId: $issueId, url: $url, title: $title) {
    success
    attachment { title url issue { identifier } }
  }
}`
