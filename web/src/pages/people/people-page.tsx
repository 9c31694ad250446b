import { useState } from 'react'
import { Outlet, useParams } from 'react-router-dom'
import { useMay, useMe } from '../../api/me'
import { Empty } from '../../ui/empty'
import { Page } from '../../ui/page'
import { TabLinks } from '../../ui/tabs'

export function PeoplePage() {
  const { tenant = '' } = useParams()
  const { isSuccess } = useMe()
  const may = useMay('members:read', tenant)
  // What the open tab answers: see `useTabTitle`.
  const [title, setTitle] = useState<string>()
  if (isSuccess && !may) return <NotYours />
  const base = `/tenants/${tenant}/people`
  return (
    <Page
      title={title}
      tabs={
        <TabLinks
          label="People"
          tabs={[
            { to: base, label: 'Members', end: true },
            { to: `${base}/invitations`, label: 'Invitations' },
            { to: `${base}/access`, label: 'Access rules' },
            { to: `${base}/explain`, label: 'Explain' },
          ]}
        />
      }
    >
      <Outlet context={setTitle} />
    </Page>
  )
}

const NotYours = () => (
  <Page title="Admins look after the people here">
    <Empty title="You may not see who is in this tenant">
      Ask one of its admins or owners to invite somebody, or to change what you may use.
    </Empty>
  </Page>
)
