import { useParams, useSearchParams } from 'react-router-dom'
import { useConnectorTypes } from '../../../api/connectors'
import { useMay } from '../../../api/me'
import { useTenant } from '../../../api/tenants'
import { Empty } from '../../../ui/empty'
import { Page } from '../../../ui/page'
import { ProblemNotice } from '../../../ui/problem'
import { Skeleton } from '../../../ui/skeleton'
import { Choose } from './choose'
import { ConnectStep } from './connect-step'
import { PickTools } from './pick-tools'

/** Choose, connect, pick tools. The address says where somebody is, and what is made already: nothing is made twice. */
export function NewConnectorPage() {
  const { tenant = '' } = useParams()
  const [params] = useSearchParams()
  const mayWrite = useMay('connectors:write', tenant)
  const types = useConnectorTypes()
  const about = useTenant(tenant)
  const back = { to: `/tenants/${tenant}/connectors`, text: 'Connectors' }
  const error = types.error ?? about.error
  if (error !== null) {
    return (
      <Page title="Add a connector" back={back}>
        <ProblemNotice error={error} retry={() => void Promise.all([types.refetch(), about.refetch()])} />
      </Page>
    )
  }
  if (!types.data || !about.data) {
    return (
      <Page back={back}>
        <Skeleton rows={6} label="Loading what can be connected" />
      </Page>
    )
  }
  if (!mayWrite) {
    return (
      <Page title="An admin adds connectors" back={back}>
        <Empty title="You may use connectors, not add them">Ask an admin of this tenant for what is missing.</Empty>
      </Page>
    )
  }
  const { allowedTypes } = about.data
  const allowed = types.data.items.filter(({ type }) => allowedTypes === null || allowedTypes.includes(type))
  const type = allowed.find((each) => each.type === params.get('type'))
  const slug = params.get('connector')
  if (!type) return <Choose tenant={tenant} types={allowed} back={back} />
  if (params.get('step') === 'tools' && slug !== null) return <PickTools tenant={tenant} type={type} slug={slug} />
  return <ConnectStep tenant={tenant} type={type} slug={slug} />
}
