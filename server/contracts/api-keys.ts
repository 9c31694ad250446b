import { z } from 'zod'
import { line, page, PageQuery, search, timestamp } from './common'

const ExpiresAt = timestamp().describe('When the key stops working. Without it, only deletion ends it.')

const Service = z
  .boolean()
  .optional()
  .describe(
    'Belongs to no person and outlives whoever made it; admins only. Keys that keys without a person make are such keys.',
  )

export const CreateApiKey = z
  .strictObject({
    name: line(100),
    scope: z.enum(['tenant_admin', 'tenant_user']),
    readOnly: z.boolean().default(false).describe('tenant_user only: may call only tools with effect read.'),
    expiresAt: ExpiresAt.optional(),
    service: Service,
  })
  .refine((key) => !key.readOnly || key.scope === 'tenant_user', {
    path: ['readOnly'],
    message: 'Only a tenant_user key can be read-only.',
  })
  .meta({ id: 'CreateApiKey' })
export type CreateApiKey = z.output<typeof CreateApiKey>

export const CreatePlatformKey = z
  .strictObject({ name: line(100), expiresAt: ExpiresAt.optional(), service: Service })
  .meta({ id: 'CreatePlatformKey' })
export type CreatePlatformKey = z.output<typeof CreatePlatformKey>

export const ApiKey = z
  .object({
    id: z.string(),
    name: z.string(),
    scope: z.enum(['platform_admin', 'tenant_admin', 'tenant_user']),
    readOnly: z.boolean(),
    expiresAt: timestamp().nullable(),
    lastUsedAt: timestamp().nullable(),
    userId: z.string().nullable().describe('Whose key it is: it ends with the membership. Null for service keys.'),
    userName: z.string().nullable().describe('The name of that person.'),
    createdBy: z.string().describe('The caller that made it, as key:<id> or user:<id>; or bootstrap.'),
    createdAt: timestamp(),
  })
  .meta({ id: 'ApiKey' })
export type ApiKey = z.output<typeof ApiKey>

export const CreatedApiKey = ApiKey.extend({ key: z.string().describe('The whole key. Shown this once.') }).meta({
  id: 'CreatedApiKey',
})

export const ApiKeyPage = page(ApiKey)
export const ApiKeyQuery = PageQuery.extend({
  q: search('name'),
  scope: z.enum(['platform_admin', 'tenant_admin', 'tenant_user']).optional(),
  user: z.uuid().optional().describe('Only the keys of this person.'),
})

export const WhoAmI = z
  .object({
    keyId: z.string().nullable().describe('Null for a person at a browser.'),
    name: z.string(),
    role: z.enum(['platform_admin', 'owner', 'admin', 'member', 'nobody']),
    scope: z.enum(['platform_admin', 'tenant_admin', 'tenant_user']).nullable(),
    readOnly: z.boolean(),
    expiresAt: timestamp().nullable(),
    tenant: z.object({ id: z.uuid(), slug: z.string(), name: z.string() }).nullable(),
    permissions: z.array(z.string()),
  })
  .meta({ id: 'WhoAmI' })
export type WhoAmI = z.output<typeof WhoAmI>
