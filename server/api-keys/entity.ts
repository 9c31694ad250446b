import { Check, Column, CreateDateColumn, Entity, ForeignKey, Index, PrimaryColumn, Unique } from 'typeorm'
import type { KeyScope } from '../auth/caller'
import { Membership } from '../members/entity'
import { Tenant } from '../tenants/entity'
import { User } from '../users/entity'

@Entity('api_keys')
@Unique('api_keys_tenant_id_id_key', ['tenantId', 'id'])
@Index('api_keys_tenant_id_user_id_idx', ['tenantId', 'userId'])
// A person's key ends with the membership.
@ForeignKey(() => Membership, ['tenantId', 'userId'], ['tenantId', 'userId'], {
  name: 'api_keys_membership_fkey',
  onDelete: 'CASCADE',
})
@Check('api_keys_scope_check', `scope = ANY (ARRAY['platform_admin'::text, 'tenant_admin'::text, 'tenant_user'::text])`)
// A platform key belongs to no tenant, every other key to exactly one.
@Check('api_keys_tenant_check', `(scope = 'platform_admin'::text) = (tenant_id IS NULL)`)
export class ApiKey {
  /** The <id> of `sk_<id>_<secret>`. */
  @PrimaryColumn({ type: 'text', primaryKeyConstraintName: 'api_keys_pkey' })
  id!: string

  @Column({ type: 'uuid', nullable: true })
  @ForeignKey(() => Tenant, { name: 'api_keys_tenant_fkey', onDelete: 'CASCADE' })
  tenantId!: string | null

  /** Null: a service key, which belongs to no person. */
  @Column({ type: 'uuid', nullable: true })
  @ForeignKey(() => User, { name: 'api_keys_user_fkey', onDelete: 'CASCADE' })
  userId!: string | null

  @Column({ type: 'text' })
  name!: string

  @Column({ type: 'text' })
  scope!: KeyScope

  @Column({ type: 'boolean', default: false })
  readOnly!: boolean

  /** SHA-256 of the secret part. */
  @Column({ type: 'bytea' })
  secretHash!: Buffer

  @Column({ type: 'timestamptz', nullable: true })
  expiresAt!: Date | null

  @Column({ type: 'timestamptz', nullable: true })
  lastUsedAt!: Date | null

  /** The caller that made it, or `bootstrap`. */
  @Column({ type: 'text' })
  createdBy!: string

  @CreateDateColumn({ type: 'timestamptz' })
  createdAt!: Date
}
