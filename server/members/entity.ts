import { Check, Column, CreateDateColumn, Entity, ForeignKey, Index, PrimaryColumn } from 'typeorm'
import type { TenantRole } from '../auth/caller'
import { Tenant } from '../tenants/entity'
import { User } from '../users/entity'

/** A person in a tenant. What they own there refers to this row and goes with it. */
@Entity('memberships')
@Index('memberships_user_id_idx', ['userId'])
@Check('memberships_role_check', `role = ANY (ARRAY['owner'::text, 'admin'::text, 'member'::text])`)
export class Membership {
  @PrimaryColumn({ type: 'uuid', primaryKeyConstraintName: 'memberships_pkey' })
  @ForeignKey(() => Tenant, { name: 'memberships_tenant_fkey', onDelete: 'CASCADE' })
  tenantId!: string

  @PrimaryColumn({ type: 'uuid', primaryKeyConstraintName: 'memberships_pkey' })
  @ForeignKey(() => User, { name: 'memberships_user_fkey', onDelete: 'CASCADE' })
  userId!: string

  @Column({ type: 'text' })
  role!: TenantRole

  @CreateDateColumn({ type: 'timestamptz' })
  createdAt!: Date
}
