import { z } from 'zod'
import { page, PageQuery, search, timestamp } from './common'
import { TenantRole } from './members'
import { Email } from './users'

export const CreateInvitation = z
  .strictObject({
    role: TenantRole,
    email: Email.optional().describe(
      'Only an account with this address can accept. Without it, whoever holds the link.',
    ),
  })
  .meta({ id: 'CreateInvitation' })
export type CreateInvitation = z.output<typeof CreateInvitation>

export const CreatedInvitation = z
  .object({
    id: z.uuid(),
    url: z.string().describe('Works once, for a week. Shown this once.'),
    expiresAt: timestamp(),
    mailed: z
      .boolean()
      .describe(
        'Whether the mail server took a mail with the link, which says nothing of its arrival. False: pass it on.',
      ),
  })
  .meta({ id: 'CreatedInvitation' })

export const Invitation = z
  .object({
    id: z.uuid(),
    role: TenantRole,
    email: z.string().nullable(),
    invitedBy: z.string().describe('The caller, as user:<id> or key:<id>.'),
    inviterName: z.string().nullable().describe('The person or key. Null for who is no member of this tenant.'),
    expiresAt: timestamp(),
    createdAt: timestamp(),
  })
  .meta({ id: 'Invitation' })
export type Invitation = z.output<typeof Invitation>

export const InvitationPage = page(Invitation)
export const InvitationQuery = PageQuery.extend({
  q: search('e-mail address'),
  role: TenantRole.optional(),
  state: z
    .enum(['pending', 'expired'])
    .default('pending')
    .describe('pending: the link still works. expired: nobody came in time; a new link revives it.'),
})
