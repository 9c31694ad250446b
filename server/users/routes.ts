import { z } from 'zod'
import { CreateUser, ResetLink, UpdateUser, User, UserPage, UserQuery } from '../contracts/users'
import { endpoint, type Endpoint } from '../http/endpoint'
import { decodeCursor, toPage } from '../http/paging'
import type { User as Row } from './entity'
import type { Passwords } from './passwords'
import type { Users } from './service'

const ALL = '/api/v1/admin/users'
const ONE = `${ALL}/:id` as const
const params = z.object({ id: z.uuid() })

export const userRoutes = (users: Users, passwords: Pick<Passwords, 'resetLink'>): Endpoint[] => [
  endpoint({
    method: 'GET',
    path: ALL,
    summary: 'List the people of the platform',
    permission: 'users:read',
    audit: null,
    query: UserQuery,
    reply: UserPage,
    handle: async ({ query: { limit, cursor, ...filter } }) => {
      const rows = await users.list({ ...filter, after: decodeCursor(cursor, z.string(), filter), limit })
      return toPage(rows, limit, present, (row) => row.email, filter)
    },
  }),
  endpoint({
    method: 'POST',
    path: ALL,
    summary: 'Make an account; a reset link lets its owner choose a password',
    permission: 'users:write',
    audit: 'user.create',
    body: CreateUser,
    reply: User,
    location: (made) => `${ALL}/${made.id}`,
    handle: async ({ caller, body, audit }) => present(await users.create(caller, body, audit)),
  }),
  endpoint({
    method: 'PATCH',
    path: ONE,
    summary: 'Change or deactivate an account',
    permission: 'users:write',
    audit: 'user.update',
    params,
    body: UpdateUser,
    reply: User,
    handle: async ({ caller, params: { id }, body, audit }) => present(await users.update(caller, id, body, audit)),
  }),
  endpoint({
    method: 'POST',
    path: `${ONE}/reset-link`,
    summary: 'Make a link that sets a new password, once',
    permission: 'users:write',
    audit: 'user.reset-link',
    params,
    reply: ResetLink,
    handle: async ({ caller, params: { id }, audit }) => {
      const { url, expiresAt } = await passwords.resetLink(caller, id, audit)
      return { url, expiresAt: expiresAt.toISOString() }
    },
  }),
  endpoint({
    method: 'DELETE',
    path: `${ONE}/second-factor`,
    summary: 'Switch off the second factor of somebody who lost their phone and their recovery codes',
    permission: 'users:write',
    audit: 'user.second-factor',
    params,
    reply: null,
    handle: ({ caller, params: { id }, audit }) => users.resetSecondFactor(caller, id, audit),
  }),
]

const present = (row: Row): User => ({
  id: row.id,
  email: row.email,
  name: row.name,
  isPlatformAdmin: row.isPlatformAdmin,
  isActive: row.isActive,
  hasSecondFactor: row.totpSecret !== null,
  createdAt: row.createdAt.toISOString(),
})
