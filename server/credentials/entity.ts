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
import { Membership } from '../members/entity'
import { Tenant } from '../tenants/entity'

/** A vendor account. The `bytea` columns are sealed: see seal.ts. */
@Entity('oauth_credentials')
@Unique('oauth_credentials_tenant_id_id_key', ['tenantId', 'id'])
@Index('oauth_credentials_tenant_id_user_id_idx', ['tenantId', 'userId'])
// A person's own account ends with the membership.
@ForeignKey(() => Membership, ['tenantId', 'userId'], ['tenantId', 'userId'], {
  name: 'oauth_credentials_membership_fkey',
  onDelete: 'CASCADE',
})
@Check('oauth_credentials_kind_check', `kind = ANY (ARRAY['token'::text, 'oauth'::text])`)
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

  /** The only places it may be sent to. */
  @Column({ type: 'text', array: true })
  origins!: string[]

  @Column({ type: 'text', array: true, default: [] })
  scopes!: string[]

  @Column({ type: 'timestamptz', nullable: true })
  expiresAt!: Date | null

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
