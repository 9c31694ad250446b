import type { LinkState } from '../../../mcp/link'
import { ProblemNotice } from '../../../ui/problem'
import { Skeleton } from '../../../ui/skeleton'
import type { Endpoint } from '../use-link'
import { useList } from '../use-lists'
import { PromptsView } from './prompts-view'
import { ResourcesView } from './resources-view'

interface OtherProps {
  endpoint: Endpoint
  state: LinkState
}

/** What an endpoint offers besides tools. */
export function OtherViews({ view, ...rest }: OtherProps & { view: 'resources' | 'prompts' }) {
  // Why is said above.
  if (rest.state.status === 'failed') return null
  return view === 'resources' ? <Resources {...rest} /> : <Prompts {...rest} />
}

const connectionOf = (state: LinkState) => (state.status === 'open' ? state.connection : undefined)

function Resources({ endpoint, state }: OtherProps) {
  const resources = useList(endpoint, state, 'resources')
  const templates = useList(endpoint, state, 'templates')
  const error = resources.error ?? templates.error
  if (resources.data && templates.data) {
    return <ResourcesView resources={resources.data} templates={templates.data} connection={connectionOf(state)} />
  }
  return error === null ? (
    <Skeleton rows={3} label="Loading resources" />
  ) : (
    <ProblemNotice error={error} retry={resources.refetch} />
  )
}

function Prompts({ endpoint, state }: OtherProps) {
  const { data, error, refetch } = useList(endpoint, state, 'prompts')
  if (data) return <PromptsView prompts={data} connection={connectionOf(state)} />
  return error === null ? (
    <Skeleton rows={3} label="Loading prompts" />
  ) : (
    <ProblemNotice error={error} retry={refetch} />
  )
}
