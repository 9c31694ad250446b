/** All that names stand for, in one request; only the lists that a call needs are asked for. */
export const RESOLVE_NAMES = `query ResolveNames(
  $viewer: Boolean! = false
  $teams: TeamFilter, $withTeams: Boolean! = false
  $states: WorkflowStateFilter, $withStates: Boolean! = false
  $labels: IssueLabelFilter, $withLabels: Boolean! = false
  $users: UserFilter, $withUsers: Boolean! = false
  $projects: ProjectFilter, $withProjects: Boolean! = false
  $withStatuses: Boolean! = false
  $milestones: ProjectMilestoneFilter, $withMilestones: Boolean! = false
  $cycles: CycleFilter, $withCycles: Boolean! = false
  $documents: DocumentFilter, $withDocuments: Boolean! = false
) {
  viewer @include(if: $viewer) { id name email displayName }
  teams(first: 50, filter: $teams) @include(if: $withTeams) { nodes { id key name } }
  workflowStates(first: 50, filter: $states) @include(if: $withStates) { nodes { id name type team { key } } }
  issueLabels(first: 50, filter: $labels) @include(if: $withLabels) { nodes { id name parent { name } team { key } } }
  users(first: 50, filter: $users) @include(if: $withUsers) { nodes { id name displayName email } }
  projects(first: 50, filter: $projects) @include(if: $withProjects) { nodes { id name slugId } }
  projectStatuses(first: 50) @include(if: $withStatuses) { nodes { id name type } }
  projectMilestones(first: 50, filter: $milestones) @include(if: $withMilestones) { nodes { id name project { name } } }
  cycles(first: 50, filter: $cycles) @include(if: $withCycles) {
    nodes { id number name isActive isNext isPrevious team { key } }
  }
  documents(first: 50, filter: $documents) @include(if: $withDocuments) { nodes { id title slugId } }
}`
