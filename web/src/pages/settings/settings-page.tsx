import { Outlet, useParams } from 'react-router-dom'
import { useMay } from '../../api/me'
import { useTenant } from '../../api/tenants'
import { Page } from '../../ui/page'
import { TabLinks } from '../../ui/tabs'

export function SettingsPage() {
  const { tenant = '' } = useParams()
  const { data } = useTenant(tenant)
  const isAdmin = useMay('tenants:write', tenant)
  const mayKeys = useMay('own-keys:read', tenant)
  const base = `/tenants/${tenant}/settings`
  return (
    <Page
      title={data && `Settings of ${data.name}`}
      tabs={
        <TabLinks
          label="Settings"
          tabs={[
            { to: base, label: 'General', end: true },
            ...(mayKeys ? [{ to: `${base}/keys`, label: 'Keys' }] : []),
            ...(isAdmin
              ? [
                  { to: `${base}/clients`, label: 'Clients' },
                  { to: `${base}/oauth-apps`, label: 'OAuth apps' },
                  { to: `${base}/single-sign-on`, label: 'Single sign-on' },
                ]
              : []),
          ]}
        />
      }
    >
      <Outlet />
    </Page>
  )
}
