import { type ComponentType, lazy } from 'react'
import { matchRoutes, Navigate, type RouteObject } from 'react-router-dom'
import { loadScreen } from './frame/load-screen'
import { NotFound } from './frame/not-found'
import { Start } from './frame/start'
import { TenantScope } from './frame/tenant-scope'

type Screen<Name extends string> = () => Promise<Record<Name, ComponentType>>

/** What a route needs before it can be shown. */
interface Handle {
  readonly load: () => Promise<unknown>
}

/** A route whose code comes when somebody goes there. */
function screen<Name extends string>(load: Screen<Name>, name: Name): Pick<RouteObject, 'Component' | 'handle'> {
  const Component = lazy(async (): Promise<{ default: ComponentType }> => ({ default: (await loadScreen(load))[name] }))
  return { Component, handle: { load } satisfies Handle }
}

const home = () => import('./pages/home')
const tenants = () => import('./pages/tenants')
const connectors = () => import('./pages/connectors')
const newConnector = () => import('./pages/connectors/new')
const connector = () => import('./pages/connectors/connector')
const connect = () => import('./pages/connect')
const playground = () => import('./pages/playground')
const activity = () => import('./pages/activity')
const people = () => import('./pages/people')
const myAccounts = () => import('./pages/my-accounts')
const settings = () => import('./pages/settings')
const platform = () => import('./pages/platform')

const inTenant: RouteObject[] = [
  { index: true, ...screen(home, 'HomePage') },
  { path: 'connectors', ...screen(connectors, 'ConnectorsPage') },
  { path: 'connectors/new', ...screen(newConnector, 'NewConnectorPage') },
  {
    path: 'connectors/:connector',
    ...screen(connector, 'ConnectorPage'),
    children: [
      { index: true, element: <Navigate to="tools" replace /> },
      { path: 'tools', ...screen(connector, 'ToolsTab') },
      { path: 'accounts', ...screen(connector, 'AccountsTab') },
      { path: 'activity', ...screen(connector, 'ActivityTab') },
      { path: 'settings', ...screen(connector, 'SettingsTab') },
      { path: '*', element: <NotFound /> },
    ],
  },
  { path: 'connect', ...screen(connect, 'ConnectPage') },
  { path: 'playground', ...screen(playground, 'PlaygroundPage') },
  { path: 'activity', ...screen(activity, 'ActivityPage') },
  {
    path: 'people',
    ...screen(people, 'PeoplePage'),
    children: [
      { index: true, ...screen(people, 'MembersTab') },
      { path: 'invitations', ...screen(people, 'InvitationsTab') },
      { path: 'access', ...screen(people, 'AccessTab') },
      { path: 'explain', ...screen(people, 'ExplainTab') },
    ],
  },
  { path: 'my-accounts', ...screen(myAccounts, 'MyAccountsPage') },
  {
    path: 'settings',
    ...screen(settings, 'SettingsPage'),
    children: [
      { index: true, ...screen(settings, 'GeneralTab') },
      { path: 'keys', ...screen(settings, 'KeysTab') },
      { path: 'clients', ...screen(settings, 'ClientsTab') },
      { path: 'oauth-apps', ...screen(settings, 'OAuthAppsTab') },
      { path: 'single-sign-on', ...screen(settings, 'SingleSignOnTab') },
    ],
  },
]

/** Every address of the app. */
export const screens: RouteObject[] = [
  { index: true, element: <Start /> },
  { path: 'tenants', ...screen(tenants, 'TenantsPage') },
  { path: 'tenants/new', ...screen(tenants, 'NewTenantPage') },
  { path: 'tenants/:tenant', element: <TenantScope />, children: inTenant },
  {
    path: 'platform',
    ...screen(platform, 'PlatformPage'),
    children: [
      { index: true, element: <Navigate to="users" replace /> },
      { path: 'users', ...screen(platform, 'UsersTab') },
      { path: 'keys', ...screen(platform, 'PlatformKeysTab') },
      { path: 'single-sign-on', ...screen(platform, 'PlatformSingleSignOnTab') },
      { path: 'audit', ...screen(platform, 'PlatformAuditTab') },
    ],
  },
  { path: '*', element: <NotFound /> },
]

/** Begins to fetch the code of an address: when the app opens, and when somebody points at a link. */
export function preload(path: string): void {
  for (const { route } of matchRoutes(screens, path) ?? []) {
    // Whoever goes there hears of a failure.
    ;(route.handle as Handle | undefined)?.load().catch(() => {})
  }
}
