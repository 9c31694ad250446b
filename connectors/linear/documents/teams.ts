export const LIST_TEAMS = `query ListTeams($first: Int!, $after: String, $filter: TeamFilter) {
  teams(first: $first, after: $after, filter: $filter) {
    nodes { key name description visibility cyclesEnabled }
    pageInfo { hasNextPage endCursor }
  }
}`

export const GET_TEAM = `query GetTeam($id: String!) {
  team(id: $id) {
    key name description visibility timezone cyclesEnabled cycleDuration triageEnabled issueEstimationType issueCount
    activeCycle { number name endsAt }
    defaultIssueState { name }
    parent { key }
    states(first: 50) { nodes { name type position } }
    members(first: 10) { nodes { name email } pageInfo { hasNextPage } }
  }
}`

export const LIST_WORKFLOW_STATES = `query ListWorkflowStates($first: Int!, $after: String, $filter: WorkflowStateFilter!) {
  workflowStates(first: $first, after: $after, filter: $filter) {
    nodes { name type description position }
    pageInfo { hasNextPage endCursor }
  }
}`

export const LIST_LABELS = `query ListLabels($first: Int!, $after: String, $filter: IssueLabelFilter) {
  issueLabels(first: $first, after: $after, filter: $filter) {
    nodes { name description isGroup team { key } parent { name } }
    pageInfo { hasNextPage endCursor }
  }
}`

export const LIST_CYCLES = `query ListCycles($first: Int!, $after: String, $filter: CycleFilter!) {
  cycles(first: $first, after: $after, filter: $filter) {
    nodes { number name startsAt endsAt progress isActive isNext isPrevious isPast isFuture }
    pageInfo { hasNextPage endCursor }
  }
}`

export const GET_CYCLE = `query GetCycle($id: String!) {
  cycle(id: $id) {
    number name description startsAt endsAt completedAt progress isActive isNext isPrevious isPast isFuture
    issueCountHistory completedIssueCountHistory scopeHistory completedScopeHistory
    team { key }
  }
}`

export const LIST_USERS = `query ListUsers($first: Int!, $after: String, $filter: UserFilter, $includeDisabled: Boolean) {
  users(first: $first, after: $after, filter: $filter, includeDisabled: $includeDisabled) {
    nodes { name displayName email active admin guest app }
    pageInfo { hasNextPage endCursor }
  }
}`

export const LIST_TEAM_MEMBERS = `query ListTeamMembers(
  $id: String!, $first: Int!, $after: String, $filter: UserFilter, $includeDisabled: Boolean
) {
  team(id: $id) {
    members(first: $first, after: $after, filter: $filter, includeDisabled: $includeDisabled) {
      nodes { name displayName email active admin guest app }
      pageInfo { hasNextPage endCursor }
    }
  }
}`

export const GET_USER_BY_EMAIL = `query GetUserByEmail($filter: UserFilter!) {
  users(first: 2, filter: $filter, includeDisabled: true) {
    nodes {
      name displayName email active admin guest app title timezone url
      teams(first: 10) { nodes { key } pageInfo { hasNextPage } }
    }
  }
}`

export const TEAM_TEMPLATES = `query TeamTemplates($id: String!, $first: Int!, $filter: NullableTemplateFilter) {
  team(id: $id) {
    key
    templates(first: $first, filter: $filter) { nodes { id name description templateData } pageInfo { hasNextPage } }
  }
}`
