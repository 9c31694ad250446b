const ITEM = `name url priority progress health targetDate
    status { name } lead { name } teams(first: 10) { nodes { key } pageInfo { hasNextPage } }`

export const LIST_PROJECTS = `query ListProjects(
  $first: Int!, $after: String, $filter: ProjectFilter, $orderBy: PaginationOrderBy, $includeArchived: Boolean, $full: Boolean!
) {
  projects(first: $first, after: $after, filter: $filter, orderBy: $orderBy, includeArchived: $includeArchived) {
    nodes { ${ITEM} description @include(if: $full) }
    pageInfo { hasNextPage endCursor }
  }
}`

export const GET_PROJECT = `query GetProject($id: String!) {
  project(id: $id) {
    ${ITEM}
    description content startDate createdAt updatedAt completedAt canceledAt
    members(first: 10) { nodes { name } pageInfo { hasNextPage } }
    projectMilestones(first: 10) { nodes { name status targetDate progress } pageInfo { hasNextPage } }
    lastUpdate { body health createdAt user { name } }
  }
}`

export const CREATE_PROJECT = `mutation CreateProject($input: ProjectCreateInput!) {
  projectCreate(input: $input) { success project { ${ITEM} } }
}`

export const UPDATE_PROJECT = `mutation UpdateProject($id: String!, $input: ProjectUpdateInput!) {
  projectUpdate(id: $id, input: $input) { success project { ${ITEM} } }
}`

export const LIST_MILESTONES = `query ListMilestones(
  $first: Int!, $after: String, $filter: ProjectMilestoneFilter!, $full: Boolean!
) {
  projectMilestones(first: $first, after: $after, filter: $filter) {
    nodes { name status targetDate progress description @include(if: $full) }
    pageInfo { hasNextPage endCursor }
  }
}`

export const LIST_DOCUMENTS = `query ListDocuments(
  $first: Int!, $after: String, $filter: DocumentFilter, $orderBy: PaginationOrderBy
) {
  documents(first: $first, after: $after, filter: $filter, orderBy: $orderBy) {
    nodes { title url updatedAt project { name } issue { identifier } team { key } creator { name } }
    pageInfo { hasNextPage endCursor }
  }
}`

export const GET_DOCUMENT = `query GetDocument($id: String!) {
  document(id: $id) {
    title url content createdAt updatedAt
    project { name } issue { identifier } team { key } creator { name } updatedBy { name }
  }
}`
