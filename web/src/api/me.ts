import { useQuery } from '@tanstack/react-query'
import type { Me } from '../../../server/contracts/users'
import { call, callOnce, Problem } from './client'
import { platformKey } from './query'
import { goTo, sessionState, welcome } from './session'

const PATH = '/me'

export const ME = platformKey('me')

/** Who is signed in. Asking keeps the session alive. */
export async function fetchMe(signal?: AbortSignal): Promise<Me> {
  const me = await call<typeof Me>(PATH, signal ? { signal } : {})
  await welcome(me)
  return me
}

/** Whether somebody is signed in, perhaps by another tab of this browser. */
export async function lookAgain(): Promise<'in' | 'out' | 'no answer'> {
  try {
    await welcome(await callOnce<typeof Me>(PATH))
    return 'in'
  } catch (error) {
    return Problem.from(error).status === 401 ? 'out' : 'no answer'
  }
}

export const useMe = () => useQuery({ queryKey: ME, queryFn: ({ signal }) => fetchMe(signal), staleTime: 60_000 })

export type MyTenant = Me['tenants'][number]

/** What somebody may do in a tenant; on the platform where none is named. */
export function permissionsIn(me: Me, tenant: string | undefined): readonly string[] {
  if (tenant === undefined) return me.permissions
  const mine = me.tenants.find(({ slug }) => slug === tenant)
  return mine?.permissions ?? (me.role === 'platform_admin' ? me.permissions : [])
}

/** Only to leave out what would be refused: the server decides. */
export function useMay(permission: string, tenant?: string): boolean {
  const { data: me } = useMe()
  return me !== undefined && permissionsIn(me, tenant).includes(permission)
}

/** What I am in a tenant; undefined where I am no member. */
export const useMyTenant = (tenant: string | undefined): MyTenant | undefined =>
  useMe().data?.tenants.find(({ slug }) => slug === tenant)

/** Ends the session, then shows the sign-in page. */
export async function signOut(): Promise<void> {
  const csrf = sessionState().me?.csrf ?? ''
  // The answer leads to a page: it is opened as one, not fetched.
  await fetch('/sign-out', { method: 'POST', body: new URLSearchParams({ csrf }), redirect: 'manual' })
  await goTo('/sign-in')
}
