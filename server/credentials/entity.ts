import {
  Check,
  Column,
  CreateDateColumn,
  Entity,
  ForeignKey,
  Index,
  PrimaryColumn,
  PrimaryGeneratedColumn,
  Unique,
  UpdateDateColumn,
} from 'typeorm'
import type { AccountState } from '../contracts/accounts'
import { Membership } from '../members/entity'
import { Tenant } from '../tenants/entity'
import { User } from '../users/entity'

export type CredentialState = 'ok' | 'reconnect_needed' | 'vendor_down' | 'rate_limited'

/** A scope that the vendor missed when a tool was called. */
export interface Lack {
  readonly scope: string
  /** The full name. */
  readonly tool: string
}

/** A vendor account. The `bytea` columns are sealed: see seal.ts. */
@Entity('oauth_credentials')
@Unique('oauth_credentials_tenant_id_id_key', ['tenantId', 'id'])
@Index('oauth_credentials_tenant_id_user_id_idx', ['tenantId', 'userId'])
// One account of a person at one address of a vendor; the migration says so, for null is an address here.
@Index('oauth_credentials_own_key', { synchronize: false })
// A person's own account ends with the membership.
@ForeignKey(() => Membership, ['tenantId', 'userId'], ['tenantId', 'userId'], {
  name: 'oauth_credentials_membership_fkey',
  onDelete: 'CASCADE',
})
@Index('oauth_credentials_tenant_id_main_id_idx', ['tenantId', 'mainId'])
@ForeignKey(() => Credential, ['tenantId', 'mainId'], ['tenantId', 'id'], {
  name: 'oauth_credentials_main_fkey',
  onDelete: 'CASCADE',
})
@Check('oauth_credentials_kind_check', `kind = ANY (ARRAY['token'::text, 'oauth'::text])`)
@Check(
  'oauth_credentials_state_check',
  `state = ANY (ARRAY['ok'::text, 'reconnect_needed'::text, 'vendor_down'::text, 'rate_limited'::text])`,
)
@Check(
  'oauth_credentials_condition_check',
  `condition = ANY (ARRAY['ok'::text, 'expiring'::text, 'reconnect_needed'::text, 'scope_missing'::text, 'vendor_down'::text, 'rate_limited'::text])`,
)
export class Credential {
  @PrimaryGeneratedColumn('uuid', { primaryKeyConstraintName: 'oauth_credentials_pkey' })
  id!: string

  @Column({ type: 'uuid' })
  @ForeignKey(() => Tenant, { name: 'oauth_credentials_tenant_fkey', onDelete: 'CASCADE' })
  tenantId!: string

  @Column({ type: 'text' })
  provider!: string

  /** Null: the tenant's own account, shared by its callers. */
  @Column({ type: 'uuid', nullable: true })
  userId!: string | null

  @Column({ type: 'text' })
  kind!: 'token' | 'oauth'

  @Column({ type: 'text', nullable: true })
  providerUserId!: string | null

  @Column({ type: 'text', nullable: true })
  providerUsername!: string | null

  @Column({ type: 'bytea' })
  accessToken!: Buffer

  @Column({ type: 'bytea', nullable: true })
  refreshToken!: Buffer | null

  @Column({ type: 'bytea', nullable: true })
  providerData!: Buffer | null

  /** Which of the provider's tokens this is; null for a token that somebody pasted. */
  @Column({ type: 'text', nullable: true })
  tokenName!: string | null

  /** The first token of the same connection, where a vendor gives several. */
  @Column({ type: 'uuid', nullable: true })
  mainId!: string | null

  /** The OAuth application that it was given to: only that one can refresh it. */
  @Column({ type: 'text', nullable: true })
  clientId!: string | null

  /** The person who connected it or stored the token. */
  @Column({ type: 'uuid', nullable: true })
  @ForeignKey(() => User, { name: 'oauth_credentials_connected_by_fkey', onDelete: 'SET NULL' })
  connectedBy!: string | null

  /** Where the vendor is when a customer runs it; null at its usual address. */
  @Column({ type: 'text', nullable: true })
  baseUrl!: string | null

  /** What the account reaches where that is several things: sites, a region. */
  @Column({ type: 'jsonb', nullable: true })
  places!: { id: string; name: string; baseUrl: string }[] | null

  /** The only places it may be sent to. */
  @Column({ type: 'text', array: true })
  origins!: string[]

  @Column({ type: 'text', array: true, default: [] })
  scopes!: string[]

  /** When the vendor gave the access token. With `expiresAt` it says how much of its life is over. */
  @Column({ type: 'timestamptz', nullable: true })
  obtainedAt!: Date | null

  @Column({ type: 'timestamptz', nullable: true })
  expiresAt!: Date | null

  /** When the refresh token ends, where the vendor says so. */
  @Column({ type: 'timestamptz', nullable: true })
  refreshExpiresAt!: Date | null

  /** Who refreshes it now. Whoever finds the time past may take over. */
  @Column({ type: 'uuid', nullable: true })
  leaseId!: string | null

  @Column({ type: 'timestamptz', nullable: true })
  leaseUntil!: Date | null

  /** What calls and refreshes found. */
  @Column({ type: 'text', default: 'ok' })
  state!: CredentialState

  /** Why, as a word of ours. */
  @Column({ type: 'text', nullable: true })
  stateReason!: string | null

  @Column({ type: 'timestamptz', default: () => 'now()' })
  stateSince!: Date

  /** When the vendor may be asked again, where it said so. */
  @Column({ type: 'timestamptz', nullable: true })
  stateUntil!: Date | null

  /** When somebody was last told by mail that it ended. */
  @Column({ type: 'timestamptz', nullable: true })
  toldAt!: Date | null

  /** How it was when the audit log was told last: the state, or what its dates and scopes say. */
  @Column({ type: 'text', default: 'ok' })
  condition!: AccountState

  /** What vendors missed in calls, where they do not say what they granted. */
  @Column({ type: 'jsonb', nullable: true })
  lacks!: Lack[] | null

  /** No refresh before this. */
  @Column({ type: 'timestamptz', nullable: true })
  retryAt!: Date | null

  /** Refreshes that failed in a row. */
  @Column({ type: 'integer', default: 0 })
  failures!: number

  /** False: nobody's any more, and kept only until the vendor has its tokens back. */
  @Column({ type: 'boolean', default: true })
  isActive!: boolean

  @CreateDateColumn({ type: 'timestamptz' })
  createdAt!: Date

  @UpdateDateColumn({ type: 'timestamptz' })
  updatedAt!: Date
}

/** The data key of one tenant, wrapped by a master key. It goes with the tenant, and with it everything it sealed. */
@Entity('tenant_keys')
export class TenantKey {
  @PrimaryColumn({ type: 'uuid', primaryKeyConstraintName: 'tenant_keys_pkey' })
  @ForeignKey(() => Tenant, { name: 'tenant_keys_tenant_fkey', onDelete: 'CASCADE' })
  tenantId!: string

  @Column({ type: 'bytea' })
  wrapped!: Buffer

  /** The master key that wraps it. */
  @Column({ type: 'text' })
  keyId!: string

  @CreateDateColumn({ type: 'timestamptz' })
  createdAt!: Date
}

/** Data keys of the platform itself. Out of reach of the tenant role. */
@Entity('platform_keys')
export class PlatformKey {
  @PrimaryColumn({ type: 'text', primaryKeyConstraintName: 'platform_keys_pkey' })
  id!: string

  @Column({ type: 'bytea' })
  wrapped!: Buffer

  @Column({ type: 'text' })
  keyId!: string

  @CreateDateColumn({ type: 'timestamptz' })
  createdAt!: Date
}
