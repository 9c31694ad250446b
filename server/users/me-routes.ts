import { z } from 'zod'
import { permissionsOf } from '../auth/permissions'
import type { BrowserSessions, SignedIn, Whose } from '../auth/sign-in-sessions'
import { Me, SessionList } from '../contracts/users'
import type { Caller, Role } from '../auth/caller'
import { AppError, notFound } from '../errors'
import { endpoint, type Endpoint } from '../http/endpoint'
import type { Tenants } from '../tenants/service'
import type { TenantRef } from '../tenants/tenant-ref'
import type { Users } from './service'
import { SESSION_IDLE_MS } from './store'

const ME = '/api/v1/admin/me'
/** Who makes many tenants is a member of many; the list of tenants comes in pages. */
const MOST_TENANTS = 100

export const meRoutes = (users: Users, sessions: BrowserSessions, tenants: Tenants): Endpoint[] => [
  endpoint({
    method: 'GET',
    path: ME,
    summary: 'Read who you are, in which tenants and as what',
    permission: 'self:read',
    audit: null,
    reply: Me,
    handle: async ({ caller, signedIn }) => {
      const user = caller.userId === undefined ? null : await users.find(caller.userId)
      return {
        id: caller.id,
        name: caller.name,
        user: user && { id: user.id, email: user.email, name: user.name },
        role: caller.role,
        ...(await tenantsOf(caller, users, tenants)),
        permissions: [...permissionsOf(caller)],
        session: signedIn ? sessionLife(signedIn) : null,
        csrf: signedIn?.csrf ?? null,
      }
    },
  }),
  endpoint({
    method: 'GET',
    path: `${ME}/sessions`,
    summary: 'List the browsers in which you are signed in',
    permission: 'sessions:read',
    audit: null,
    reply: SessionList,
    handle: async ({ caller, signedIn }) => ({
      items: (await sessions.listOf(personOf(caller))).map((row) => ({
        id: row.id,
        isThis: row.id === signedIn?.sessionId,
        createdAt: row.createdAt.toISOString(),
        lastSeenAt: row.lastSeenAt.toISOString(),
        expiresAt: row.expiresAt.toISOString(),
        address: row.address,
        userAgent: row.userAgent,
      })),
    }),
  }),
  endpoint({
    method: 'DELETE',
    path: `${ME}/sessions`,
    summary: 'Sign out everywhere, here too',
    permission: 'sessions:write',
    audit: 'session.end',
    reply: null,
    handle: ({ caller, audit }) => sessions.endAllOf(personOf(caller), (em) => audit(em, { target: 'all' })),
  }),
  endpoint({
    method: 'DELETE',
    path: `${ME}/sessions/:id`,
    summary: 'Sign out in one browser',
    permission: 'sessions:write',
    audit: 'session.end',
    params: z.object({ id: z.uuid() }),
    reply: null,
    handle: async ({ caller, params: { id }, audit }) => {
      const ended = await sessions.end(id, personOf(caller), (em) => audit(em, { target: id }))
      if (!ended) throw notFound('Session')
    },
  }),
]

const sessionLife = ({ expiresAt }: SignedIn) => ({
  idleSeconds: SESSION_IDLE_MS / 1_000,
  secondsLeft: Math.max(0, Math.floor((expiresAt.getTime() - Date.now()) / 1_000)),
})

/** A key sees the one tenant that it is for, a person at a browser all of theirs. */
async function tenantsOf(caller: Caller, users: Users, tenants: Tenants): Promise<Pick<Me, 'tenants' | 'moreTenants'>> {
  const { tenantId, userId, role } = caller
  if (tenantId !== undefined) {
    const tenant = await tenants.find(tenantId)
    return { tenants: tenant ? [inTenant(tenant, caller, role)] : [], moreTenants: false }
  }
  const found = userId === undefined ? [] : await users.memberships(userId, MOST_TENANTS + 1)
  return {
    tenants: found.slice(0, MOST_TENANTS).map((each) => inTenant(each.tenant, caller, each.role)),
    moreTenants: found.length > MOST_TENANTS,
  }
}

/** The same as a request there finds: a platform admin is that everywhere, and nobody else acts in a suspended tenant. */
function inTenant({ id, slug, name, isActive }: TenantRef, caller: Caller, role: Role): Me['tenants'][number] {
  const isPlatform = caller.role === 'platform_admin'
  const there = isPlatform ? caller : { ...caller, tenantId: id, role }
  return { id, slug, name, isActive, role, permissions: isActive || isPlatform ? [...permissionsOf(there)] : [] }
}

/** Here only a session that is good for one tenant has a tenant: it sees and ends no others. */
function personOf({ userId, tenantId }: Caller): Whose {
  if (userId === undefined) throw new AppError('forbidden', 'Only a person has sessions.')
  return { userId, onlyTenantId: tenantId }
}
