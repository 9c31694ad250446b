import { useParams } from 'react-router-dom'
import { CallsView } from '../activity/calls-view'

/** The calls of one connector. */
export function ActivityTab() {
  const { tenant = '', connector = '' } = useParams()
  return <CallsView tenant={tenant} connector={connector} />
}
