import { z } from 'zod'
import { line, PersonRef, timestamp } from './common'

const Provider = z.string().regex(/^[a-z][a-z0-9_]{0,24}$/)
export const ProviderParams = z.strictObject({ provider: Provider })

/** A tenant's application at a vendor. The secret is never shown. */
export const OAuthConfig = z
  .object({
    provider: z.string(),
    title: z.string(),
    help: z.string().nullable().describe('Where it is registered at the vendor.'),
    source: z.enum(['tenant', 'platform']).nullable().describe('Null: there is none yet.'),
    clientId: z.string().nullable().describe('Not shown of the platform.'),
    secretSet: z.boolean(),
    scopes: z.array(z.string()).describe('Asked for instead of what the enabled tools need; empty: what they need.'),
    baseUrl: z.string().nullable().describe("The organisation's own server that it is registered at."),
    redirectUri: z.string().describe('To be entered at the vendor, exactly.'),
    redirectUris: z
      .object({
        usual: z.string().describe('For an application at the vendor itself.'),
        ownServer: z
          .string()
          .nullable()
          .describe("For one at the organisation's own server. Null: the vendor has none."),
      })
      .describe('What redirectUri is, and what it would be.'),
    registration: z
      .object({ url: z.string(), steps: z.array(z.string()).describe('Markdown of one line: **bold** and `code`.') })
      .nullable()
      .describe('How to register an application there, with this redirect URI filled in.'),
    updatedAt: timestamp().nullable(),
  })
  .meta({ id: 'OAuthConfig' })
export type OAuthConfig = z.output<typeof OAuthConfig>
export const OAuthConfigList = z.object({ items: z.array(OAuthConfig) })

const word = (most: number) =>
  z
    .string()
    .trim()
    .min(1)
    .max(most)
    .regex(/^[\x21-\x7e]+$/, 'Must be one word of printable ASCII.')

export const PutOAuthConfig = z
  .strictObject({
    clientId: word(500),
    clientSecret: z
      .string()
      .min(1)
      .max(2_000)
      .regex(/^[\x20-\x7e]+$/, 'Must be printable ASCII.')
      .optional()
      .describe('Left out: the stored one stays, at the same address.'),
    scopes: z.array(word(200)).max(100).optional(),
    baseUrl: z
      .string()
      .max(500)
      .refine((text) => URL.canParse(text), 'Must be a URL.')
      .transform((text) => new URL(text).href.replace(/\/+$/, ''))
      .nullable()
      .optional()
      .describe("The organisation's own server, as the connector's configuration names it."),
  })
  .meta({ id: 'PutOAuthConfig' })
export type PutOAuthConfig = z.output<typeof PutOAuthConfig>

export const ACCOUNT_STATES = [
  'ok',
  'expiring',
  'reconnect_needed',
  'scope_missing',
  'vendor_down',
  'rate_limited',
] as const
export type AccountState = (typeof ACCOUNT_STATES)[number]

/** A vendor account and how it is. Everything about it except its tokens. */
export const VendorAccount = z
  .object({
    id: z.uuid(),
    provider: z.string(),
    kind: z.enum(['token', 'oauth']),
    userId: z.uuid().nullable().describe('Whose own account it is; null: shared.'),
    account: z.string().nullable().describe('The name at the vendor, once it is known.'),
    places: z.array(z.object({ id: z.string(), name: z.string() })).describe('What it reaches, where that is several.'),
    state: z.enum(ACCOUNT_STATES),
    reason: z.string().nullable(),
    since: timestamp(),
    until: timestamp().nullable().describe('When the vendor is asked again.'),
    expiresAt: timestamp().nullable().describe('When it ends unless somebody connects it again.'),
    scopes: z.array(z.string()).describe('Granted; empty where the vendor does not say.'),
    unusedScopes: z.array(z.string()).describe('Granted, and needed by no enabled tool.'),
    missingScopes: z.array(z.object({ scope: z.string(), tools: z.array(z.string()) })),
    connectors: z.array(z.string()).describe('Slugs of the connectors that work with it.'),
    connectedAt: timestamp(),
    connectedBy: PersonRef.nullable().describe(
      'Who stored or connected it. Null: a service key, or no member any more.',
    ),
  })
  .meta({ id: 'VendorAccount' })
export type VendorAccount = z.output<typeof VendorAccount>
export const VendorAccountList = z.object({ items: z.array(VendorAccount) })

export const RemovedAccount = z
  .object({
    atVendor: z
      .enum(['revoked', 'not_possible', 'failed', 'under_way'])
      .describe('What became of it at the vendor; here it is gone in any case.'),
  })
  .meta({ id: 'RemovedAccount' })

export const ConnectLink = z
  .object({
    url: z.string().describe('A page of this server; the person opens it and signs in.'),
    expiresAt: timestamp(),
  })
  .meta({ id: 'ConnectLink' })

export const StartOAuth = z
  .strictObject({ tenant: line(100), connector: line(50).optional() })
  .meta({ id: 'StartOAuth' })
