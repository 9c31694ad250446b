import { z } from 'zod'
import {
  CreatedInvitation,
  CreateInvitation,
  Invitation,
  InvitationPage,
  InvitationQuery,
} from '../contracts/invitations'
import { endpoint, type Endpoint } from '../http/endpoint'
import { decodeCursor, toPage } from '../http/paging'
import type { Invitations, MadeInvitation } from './service'
import type { ListedInvitation } from './store'

const ALL = '/api/v1/admin/tenants/:tenant/invitations'
const After = z.tuple([z.iso.datetime(), z.uuid()])

export const invitationRoutes = (invitations: Invitations): Endpoint[] => [
  endpoint({
    method: 'POST',
    path: ALL,
    summary: 'Invite somebody; the reply shows the link once',
    permission: 'invitations:write',
    audit: 'invitation.create',
    body: CreateInvitation,
    reply: CreatedInvitation,
    location: (made, { tenant }) => `${ALL.replace(':tenant', tenant.slug)}/${made.id}`,
    handle: async ({ tenant, caller, body, audit }) => shown(await invitations.create(tenant, caller, body, audit)),
  }),
  endpoint({
    method: 'POST',
    path: `${ALL}/:id/link`,
    summary: 'Make a new link for an invitation and mail it again; the old one stops working',
    permission: 'invitations:write',
    audit: 'invitation.renew',
    params: z.object({ id: z.uuid() }),
    reply: CreatedInvitation,
    handle: async ({ tenant, caller, params: { id }, audit }) =>
      shown(await invitations.renew(tenant, caller, id, audit)),
  }),
  endpoint({
    method: 'GET',
    path: ALL,
    summary: 'List the invitations that nobody accepted: those that still work, or those that ended',
    permission: 'invitations:read',
    audit: null,
    query: InvitationQuery,
    reply: InvitationPage,
    handle: async ({ tenant, query: { limit, cursor, ...filter } }) => {
      const rows = await invitations.list(tenant, { ...filter, after: decodeCursor(cursor, After, filter), limit })
      return toPage(rows, limit, present, (row) => [row.createdAt.toISOString(), row.id], filter)
    },
  }),
  endpoint({
    method: 'DELETE',
    path: `${ALL}/:id`,
    summary: 'Take an invitation back',
    permission: 'invitations:write',
    audit: 'invitation.delete',
    params: z.object({ id: z.uuid() }),
    reply: null,
    handle: ({ tenant, caller, params: { id }, audit }) => invitations.remove(tenant, caller, id, audit),
  }),
]

const shown = ({ expiresAt, ...made }: MadeInvitation): z.input<typeof CreatedInvitation> => ({
  ...made,
  expiresAt: expiresAt.toISOString(),
})

const present = (row: ListedInvitation): Invitation => ({
  id: row.id,
  role: row.role,
  email: row.email,
  invitedBy: row.invitedBy,
  inviterName: row.inviterName ?? null,
  expiresAt: row.expiresAt.toISOString(),
  createdAt: row.createdAt.toISOString(),
})
