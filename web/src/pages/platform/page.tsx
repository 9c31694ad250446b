import { useState } from 'react'
import { Outlet } from 'react-router-dom'
import { useMay, useMe } from '../../api/me'
import { Empty } from '../../ui/empty'
import { Page } from '../../ui/page'
import { TabLinks } from '../../ui/tabs'

const TABS = [
  { to: '/platform/users', label: 'Users' },
  { to: '/platform/keys', label: 'Keys' },
  { to: '/platform/single-sign-on', label: 'Single sign-on' },
  { to: '/platform/audit', label: 'Audit' },
]

export function PlatformPage() {
  const { isSuccess } = useMe()
  const may = useMay('users:read')
  // What the open tab answers: see `useTabTitle`.
  const [title, setTitle] = useState<string>()
  if (isSuccess && !may) return <NotYours />
  return (
    <Page title={title} tabs={<TabLinks label="Platform" tabs={TABS} />}>
      <Outlet context={setTitle} />
    </Page>
  )
}

const NotYours = () => (
  <Page title="Platform admins look after this server">
    <Empty title="You are none of them">
      Ask one of them to make you a platform admin, or to do here what you need.
    </Empty>
  </Page>
)
