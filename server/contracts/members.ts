import { z } from 'zod'
import { page, PageQuery, search, timestamp } from './common'

export const TenantRole = z.enum(['owner', 'admin', 'member'])

export const Member = z
  .object({
    userId: z.uuid(),
    email: z.string(),
    name: z.string(),
    isActive: z.boolean(),
    role: TenantRole,
    since: timestamp(),
    lastSeenAt: timestamp()
      .nullable()
      .describe(
        'Last use of a key or AI client of theirs in this tenant. Browsers count for people who are in no other tenant.',
      ),
  })
  .meta({ id: 'Member' })
export type Member = z.output<typeof Member>

export const MemberPage = page(Member)
export const MemberQuery = PageQuery.extend({ q: search('name or e-mail address'), role: TenantRole.optional() })

export const UpdateMember = z.strictObject({ role: TenantRole }).meta({ id: 'UpdateMember' })
