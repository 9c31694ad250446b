/** What most code needs to know of a tenant. */
export interface TenantRef {
  readonly id: string
  readonly slug: string
  readonly name: string
  readonly isActive: boolean
}
