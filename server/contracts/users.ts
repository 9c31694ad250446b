import { z } from 'zod'
import { flag, line, page, PageQuery, search, timestamp } from './common'

export const Email = z.email().max(254).toLowerCase()

/** Long beats complicated; the upper end only keeps hashing cheap. */
export const Password = z.string().min(12, 'At least 12 characters.').max(200)

export const PersonName = line(100)

export const CreateUser = z
  .strictObject({ email: Email, name: PersonName, isPlatformAdmin: z.boolean().optional() })
  .meta({ id: 'CreateUser' })
export type CreateUser = z.output<typeof CreateUser>

export const UpdateUser = z
  .strictObject({
    name: PersonName.optional(),
    isPlatformAdmin: z.boolean().optional(),
    isActive: z.boolean().optional().describe('False ends sessions, keys and all access at once.'),
  })
  .meta({ id: 'UpdateUser' })
export type UpdateUser = z.output<typeof UpdateUser>

export const User = z
  .object({
    id: z.uuid(),
    email: z.string(),
    name: z.string(),
    isPlatformAdmin: z.boolean(),
    isActive: z.boolean(),
    hasSecondFactor: z.boolean(),
    createdAt: timestamp(),
  })
  .meta({ id: 'User' })
export type User = z.output<typeof User>

export const UserPage = page(User)
export const UserQuery = PageQuery.extend({ q: search('name or e-mail address'), isActive: flag().optional() })

export const ResetLink = z
  .object({ url: z.string().describe('Works once. Shown this once.'), expiresAt: timestamp() })
  .meta({ id: 'ResetLink' })

const Role = z.enum(['platform_admin', 'owner', 'admin', 'member', 'nobody'])

export const Me = z
  .object({
    id: z.string().describe('user:<id> at a browser, key:<id> with a key.'),
    name: z.string(),
    user: z.object({ id: z.uuid(), email: z.string(), name: z.string() }).nullable().describe('Null for service keys.'),
    role: Role.describe('On the platform; with a key, in its tenant.'),
    tenants: z
      .array(
        z.object({
          id: z.uuid(),
          slug: z.string(),
          name: z.string(),
          isActive: z.boolean(),
          role: Role.describe('Of the membership.'),
          permissions: z.array(z.string()).describe('What you may do there; nothing where it is suspended.'),
        }),
      )
      .describe('Those you are a member of, by slug, the first 100. A platform admin is in all others too.'),
    moreTenants: z.boolean().describe('There are more of them than are listed here.'),
    permissions: z
      .array(z.string())
      .describe('Outside of tenants. Those of a platform admin hold in every tenant, whether it is listed or not.'),
    session: z
      .object({
        idleSeconds: z.int().describe('It ends when nothing was asked for so long; each request begins anew.'),
        secondsLeft: z.int().describe('It ends then in any case.'),
      })
      .nullable()
      .describe('Of this browser. Null with a key.'),
    csrf: z.string().nullable().describe('Sent as X-CSRF-Token with every change. Null with a key, which needs none.'),
  })
  .meta({ id: 'Me' })
export type Me = z.output<typeof Me>

export const Session = z
  .object({
    id: z.uuid(),
    isThis: z.boolean(),
    createdAt: timestamp(),
    lastSeenAt: timestamp(),
    expiresAt: timestamp(),
    address: z.string(),
    userAgent: z.string(),
  })
  .meta({ id: 'Session' })

export const SessionList = z.object({ items: z.array(Session) })
