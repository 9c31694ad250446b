/** What a key may do. The rights of each are one table in `auth/permissions.ts`. */
export const KEY_SCOPES = ['platform_admin', 'tenant_admin', 'tenant_user'] as const
export type KeyScope = (typeof KEY_SCOPES)[number]

/**
 * Who is asking right now. A required argument wherever it matters, never looked up from ambient state; made in one place,
 * `auth/authenticate.ts`.
 */
export interface Caller {
  readonly keyId: string
  readonly name: string
  /** Absent for platform keys, which act on the admin API only. */
  readonly tenantId: string | undefined
  readonly scope: KeyScope
  /** Only tools with effect `read`. */
  readonly readOnly: boolean
  /** When the key ends; streams that it opened end then too. */
  readonly expiresAt: Date | undefined
}

/** Where a request came from, for audit rows and logs. */
export interface Origin {
  readonly requestId: string
  readonly address: string
}
