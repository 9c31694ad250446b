import { z } from 'zod'
import { Member, MemberPage, MemberQuery, UpdateMember } from '../contracts/members'
import { endpoint, type Endpoint } from '../http/endpoint'
import { decodeCursor, toPage } from '../http/paging'
import type { Members, SeenMember } from './service'

const TENANT = '/api/v1/admin/tenants/:tenant'
const ALL = `${TENANT}/members` as const
const ONE = `${ALL}/:user` as const
const params = z.object({ user: z.uuid() })

export const memberRoutes = (members: Members): Endpoint[] => [
  endpoint({
    method: 'GET',
    path: ALL,
    summary: 'List the members of a tenant',
    permission: 'members:read',
    audit: null,
    query: MemberQuery,
    reply: MemberPage,
    handle: async ({ tenant, query: { limit, cursor, ...filter } }) => {
      const rows = await members.list(tenant, { ...filter, after: decodeCursor(cursor, z.string(), filter), limit })
      return toPage(rows, limit, present, (row) => row.email, filter)
    },
  }),
  endpoint({
    method: 'GET',
    path: ONE,
    summary: 'Read a member',
    permission: 'members:read',
    audit: null,
    params,
    reply: Member,
    handle: async ({ tenant, params: { user } }) => present(await members.get(tenant, user)),
  }),
  endpoint({
    method: 'PATCH',
    path: ONE,
    summary: 'Change the role of a member',
    permission: 'members:write',
    audit: 'member.update',
    params,
    body: UpdateMember,
    reply: Member,
    handle: async ({ tenant, caller, params: { user }, body: { role }, audit }) =>
      present(await members.setRole(tenant, caller, user, role, audit)),
  }),
  endpoint({
    method: 'DELETE',
    path: ONE,
    summary: 'Remove a member; their keys and all their access here end at once',
    permission: 'members:write',
    audit: 'member.remove',
    params,
    reply: null,
    handle: ({ tenant, caller, params: { user }, audit }) => members.remove(tenant, caller, user, audit),
  }),
  endpoint({
    method: 'DELETE',
    path: `${TENANT}/membership`,
    summary: 'Leave a tenant',
    permission: 'membership:leave',
    audit: 'member.leave',
    reply: null,
    handle: ({ tenant, caller, audit }) => members.leave(tenant, caller, audit),
  }),
]

const present = ({ createdAt, lastSeenAt, ...row }: SeenMember): Member => ({
  ...row,
  since: createdAt.toISOString(),
  lastSeenAt: lastSeenAt?.toISOString() ?? null,
})
