import type { TraceCarrier } from '../observability/tracer'
import type { Noted } from './noted'

/** What a person is in a tenant, the most first. */
export const TENANT_ROLES = ['owner', 'admin', 'member'] as const
export type TenantRole = (typeof TENANT_ROLES)[number]

/** `nobody`: signed in, and in no tenant here. The rights of each are one table in `auth/permissions.ts`. */
export type Role = 'platform_admin' | TenantRole | 'nobody'

/** What a key was made for; `ROLE_OF_SCOPE` says which role that is. */
export const KEY_SCOPES = ['platform_admin', 'tenant_admin', 'tenant_user'] as const
export type KeyScope = (typeof KEY_SCOPES)[number]

/**
 * Who is asking right now. A required argument wherever it matters, never looked up from ambient state; made only in
 * `server/auth`.
 */
export interface Caller {
  /** `key:<id>`, `user:<id>` (a browser session) or `grant:<id>` (a token of an AI client or the playground). Owns sessions, buckets, audit rows. */
  readonly id: string
  readonly name: string
  /** Absent for service keys, which belong to no person. */
  readonly userId: string | undefined
  /** Absent for whoever acts on the platform. */
  readonly tenantId: string | undefined
  readonly role: Role
  /** Only tools with effect `read`. */
  readonly readOnly: boolean
  /** When the key or token ends; streams that it opened end then too. */
  readonly expiresAt: Date | undefined
  readonly noted: Noted
}

/** Where a request came from, for audit rows and logs. */
export interface Origin {
  readonly requestId: string
  readonly address: string
  /** What the request said that it is part of. */
  readonly trace?: TraceCarrier | undefined
}
