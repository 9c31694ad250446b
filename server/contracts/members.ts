import { z } from 'zod'
import { page, PageQuery, timestamp } from './common'

export const TenantRole = z.enum(['owner', 'admin', 'member'])

export const Member = z
  .object({
    userId: z.uuid(),
    email: z.string(),
    name: z.string(),
    isActive: z.boolean(),
    role: TenantRole,
    since: timestamp(),
  })
  .meta({ id: 'Member' })
export type Member = z.output<typeof Member>

export const MemberPage = page(Member)
export const MemberQuery = PageQuery

export const UpdateMember = z.strictObject({ role: TenantRole }).meta({ id: 'UpdateMember' })
