import { useParams, useSearchParams } from 'react-router-dom'
import { useMay, useMe } from '../../api/me'
import { Page } from '../../ui/page'
import { TabLinks } from '../../ui/tabs'
import { AuditView } from './audit-view'
import { CallsView } from './calls-view'
import { titleOf } from './title'

export function ActivityPage() {
  const { tenant = '' } = useParams()
  const [search] = useSearchParams()
  const { data: me } = useMe()
  const seesAudit = useMay('audit:read', tenant)
  const isAudit = seesAudit && search.get('view') === 'audit'
  const live = search.get('live') === 'on' ? '&live=on' : ''
  const tabs = (
    <TabLinks
      label="Activity"
      tabs={[
        { to: `?view=calls${live}`, label: 'Calls', current: !isAudit },
        { to: `?view=audit${live}`, label: 'Audit', current: isAudit },
      ]}
    />
  )
  // Which list it is depends on who asks.
  if (me === undefined) return <Page />
  return (
    <Page title={titleOf(search, isAudit, seesAudit)} {...(seesAudit && { tabs })}>
      {isAudit ? <AuditView key="audit" tenant={tenant} /> : <CallsView key="calls" tenant={tenant} />}
    </Page>
  )
}
