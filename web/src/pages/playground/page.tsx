import { useParams } from 'react-router-dom'
import { useMe, useMyTenant } from '../../api/me'
import { useTenant } from '../../api/tenants'
import { ButtonLink } from '../../ui/button'
import { Empty } from '../../ui/empty'
import { Page } from '../../ui/page'
import { Skeleton } from '../../ui/skeleton'
import { Playground } from './playground'

/** Only who is a member has tools here; a platform admin looks after tenants without using them. */
export function PlaygroundPage() {
  const { tenant = '' } = useParams()
  const me = useMe().data
  const mine = useMyTenant(tenant)
  const { data } = useTenant(tenant)
  if (me === undefined || data === undefined) {
    return (
      <Page>
        <Skeleton rows={8} label="Loading the playground" />
      </Page>
    )
  }
  if (mine === undefined) {
    return (
      <Page title={`Only members of ${data.name} try its tools`}>
        <Empty title="You are no member" action={<ButtonLink to={`/tenants/${tenant}/people`}>People</ButtonLink>}>
          You look after this tenant without using its tools. To try them, have yourself invited as a member.
        </Empty>
      </Page>
    )
  }
  return <Playground tenant={tenant} tenantName={data.name} person={me.user?.id ?? me.id} />
}
