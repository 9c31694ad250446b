import { QueryClient, QueryClientProvider } from '@tanstack/react-query'
import { useEffect, useState } from 'react'
import { Navigate, Outlet, Route, Routes, useParams } from 'react-router-dom'
import { Problem } from './api/client'
import { useKey } from './api/session'
import { ConnectClientPage } from './pages/connect-client'
import { HomePage } from './pages/home'
import { NewConnectorPage } from './pages/new-connector'
import { NewTenantPage } from './pages/new-tenant'
import { SignInPage } from './pages/sign-in'
import { TenantPage } from './pages/tenant'
import { TenantsPage } from './pages/tenants'
import { TokenPage } from './pages/token'
import { TopBar } from './ui/top-bar'

/** Asks again only when nobody answered: what the server refused it will refuse again. */
const retry = (failures: number, error: unknown) => Problem.from(error).code === 'unreachable' && failures < 2

const newCache = () => new QueryClient({ defaultOptions: { queries: { retry, staleTime: 5_000 } } })

export function App() {
  const key = useKey()
  return key === null ? <SignInPage /> : <SignedIn key={key} />
}

/** A cache of its own for each key, so that nothing one key may see is shown to another. */
function SignedIn() {
  const [cache] = useState(newCache)
  useEffect(() => () => cache.clear(), [cache])
  return (
    <QueryClientProvider client={cache}>
      <Routes>
        <Route element={<Frame />}>
          <Route index element={<HomePage />} />
          <Route path="tenants" element={<TenantsPage />} />
          <Route path="tenants/new" element={<NewTenantPage />} />
          <Route path="tenants/:tenant" element={<OneTenant />}>
            <Route index element={<TenantPage />} />
            <Route path="connectors/new" element={<NewConnectorPage />} />
            <Route path="connectors/:connector/token" element={<TokenPage />} />
            <Route path="connect" element={<ConnectClientPage />} />
          </Route>
          <Route path="*" element={<Navigate to="/" replace />} />
        </Route>
      </Routes>
    </QueryClientProvider>
  )
}

function Frame() {
  return (
    <>
      <TopBar />
      <Outlet />
    </>
  )
}

/** Another tenant's page is another page: no form of the one survives on the other. */
function OneTenant() {
  const { tenant } = useParams()
  return <Outlet key={tenant} />
}
