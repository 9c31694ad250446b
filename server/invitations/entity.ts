import { Check, Column, CreateDateColumn, Entity, ForeignKey, Index, PrimaryGeneratedColumn, Unique } from 'typeorm'
import type { TenantRole } from '../auth/caller'
import { Tenant } from '../tenants/entity'

/** A link that makes whoever opens it a member, once. */
@Entity('invitations')
@Unique('invitations_token_hash_key', ['tokenHash'])
@Index('invitations_tenant_id_idx', ['tenantId'])
@Check('invitations_role_check', `role = ANY (ARRAY['owner'::text, 'admin'::text, 'member'::text])`)
export class Invitation {
  @PrimaryGeneratedColumn('uuid', { primaryKeyConstraintName: 'invitations_pkey' })
  id!: string

  @Column({ type: 'uuid' })
  @ForeignKey(() => Tenant, { name: 'invitations_tenant_fkey', onDelete: 'CASCADE' })
  tenantId!: string

  /** SHA-256 of the token in the link. */
  @Column({ type: 'bytea' })
  tokenHash!: Buffer

  @Column({ type: 'text' })
  role!: TenantRole

  /** Lower case. Null: for whoever holds the link. */
  @Column({ type: 'text', nullable: true })
  email!: string | null

  /** The caller's id. */
  @Column({ type: 'text' })
  invitedBy!: string

  @Column({ type: 'timestamptz' })
  expiresAt!: Date

  @Column({ type: 'timestamptz', nullable: true })
  acceptedAt!: Date | null

  @CreateDateColumn({ type: 'timestamptz' })
  createdAt!: Date
}
