import { z } from 'zod'
import { line, timestamp } from './common'

const Scope = z.string().regex(/^[\x21\x23-\x5b\x5d-\x7e]{1,200}$/, 'One word, as the provider names it.')

const Settings = {
  name: line(60).describe('On the button: Continue with <name>.'),
  issuer: z
    .url({ protocol: /^https?$/ })
    .max(500)
    .describe('As the provider writes it, without /.well-known/openid-configuration.'),
  clientId: line(500),
  clientSecret: z
    .string()
    .min(1)
    .max(2_000)
    .optional()
    .describe('Never shown. Left out: the stored one stays, as long as issuer and client id do.'),
  scopes: z
    .array(Scope)
    .max(20)
    .default(['openid', 'email', 'profile'])
    .refine((scopes) => scopes.includes('openid'), 'Must include openid.'),
  isActive: z.boolean().default(true).describe('False: nobody signs in with it, and sessions that it began end.'),
}

const GroupRole = z.enum(['admin', 'member'])

export const SetPlatformProvider = z.strictObject(Settings).meta({ id: 'SetPlatformIdentityProvider' })
export type SetPlatformProvider = z.output<typeof SetPlatformProvider>

export const SetProvider = z
  .strictObject({
    ...Settings,
    groupsClaim: line(200).nullable().default(null).describe('The claim that lists groups, such as "groups".'),
    groupRoles: z
      .record(line(300), GroupRole)
      .default({})
      .refine((roles) => Object.keys(roles).length <= 200, 'At most 200 groups.')
      .describe('Group to role; the highest counts, at each sign-in. Owners are never made or changed.'),
    defaultRole: z
      .literal('member')
      .nullable()
      .default(null)
      .describe('What whoever is in none of these groups is; null: they are refused.'),
  })
  .refine(({ groupsClaim, groupRoles }) => groupsClaim !== null || Object.keys(groupRoles).length === 0, {
    path: ['groupsClaim'],
    message: 'Name the claim that lists the groups.',
  })
  .meta({ id: 'SetIdentityProvider' })
export type SetProvider = z.output<typeof SetProvider>

const Shown = {
  id: z.uuid(),
  name: z.string(),
  issuer: z.string(),
  clientId: z.string(),
  scopes: z.array(z.string()),
  isActive: z.boolean(),
  redirectUri: z.string().describe('To be registered at the provider, exactly so. Each tenant has its own.'),
  createdAt: timestamp(),
  updatedAt: timestamp(),
}

export const PlatformProvider = z.object(Shown).meta({ id: 'PlatformIdentityProvider' })

export const Provider = z
  .object({
    ...Shown,
    groupsClaim: z.string().nullable(),
    groupRoles: z.record(z.string(), GroupRole),
    defaultRole: z.literal('member').nullable(),
    signInUrl: z.string().describe('Where the people of this tenant sign in with it.'),
  })
  .meta({ id: 'IdentityProvider' })

/** Most have none, so that is an answer and no error. */
export const ConfiguredProvider = z.object({ identityProvider: Provider.nullable() })
export const ConfiguredPlatformProvider = z.object({ identityProvider: PlatformProvider.nullable() })

/** Lower case, without a dot at the end, with at least two labels. Other scripts as xn--. */
export const Domain = z
  .string()
  .trim()
  .toLowerCase()
  .max(253)
  .regex(/^([a-z0-9]([a-z0-9-]{0,61}[a-z0-9])?\.)+[a-z][a-z0-9-]{0,61}[a-z0-9]$/, 'A domain, such as example.com.')

export const AddDomain = z.strictObject({ domain: Domain }).meta({ id: 'AddDomain' })

export const TenantDomain = z
  .object({
    domain: z.string(),
    verifiedAt: timestamp().nullable(),
    verifiedBy: z.enum(['dns', 'platform']).nullable(),
    record: z
      .object({ name: z.string(), type: z.literal('TXT'), value: z.string() })
      .describe('The DNS record that proves the domain.'),
  })
  .meta({ id: 'TenantDomain' })

export const TenantDomainList = z.object({ items: z.array(TenantDomain) })
