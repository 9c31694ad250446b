import {
  Check,
  Column,
  CreateDateColumn,
  Entity,
  ForeignKey,
  Index,
  PrimaryGeneratedColumn,
  Unique,
  UpdateDateColumn,
} from 'typeorm'
import type { TenantRole } from '../auth/caller'
import { Connector } from '../connectors/entity'
import { Membership } from '../members/entity'
import { Tenant } from '../tenants/entity'

export type RuleEffect = 'allow' | 'deny'

/** What a role, or one person, may use of a connector. It goes with the membership and with the connector. */
@Entity('access_rules')
// The migration adds NULLS NOT DISTINCT, which the decorator cannot say: no two rules about the same.
@Unique('access_rules_subject_key', ['tenantId', 'connectorId', 'tool', 'role', 'userId'])
@Index('access_rules_tenant_id_user_id_idx', ['tenantId', 'userId'])
@ForeignKey(() => Membership, ['tenantId', 'userId'], ['tenantId', 'userId'], {
  name: 'access_rules_membership_fkey',
  onDelete: 'CASCADE',
})
@ForeignKey(() => Connector, ['tenantId', 'connectorId'], ['tenantId', 'id'], {
  name: 'access_rules_connector_fkey',
  onDelete: 'CASCADE',
})
@Check('access_rules_role_check', `role = ANY (ARRAY['owner'::text, 'admin'::text, 'member'::text])`)
@Check('access_rules_subject_check', `(role IS NULL) <> (user_id IS NULL)`)
@Check('access_rules_set_for_check', `set_for = ANY (ARRAY['owner'::text, 'admin'::text, 'member'::text])`)
@Check('access_rules_effect_check', `effect = ANY (ARRAY['allow'::text, 'deny'::text])`)
export class AccessRule {
  @PrimaryGeneratedColumn('uuid', { primaryKeyConstraintName: 'access_rules_pkey' })
  id!: string

  @Column({ type: 'uuid' })
  @ForeignKey(() => Tenant, { name: 'access_rules_tenant_fkey', onDelete: 'CASCADE' })
  tenantId!: string

  /** Null: the rule is about one person. */
  @Column({ type: 'text', nullable: true })
  role!: TenantRole | null

  /** Null: the rule is about a role. */
  @Column({ type: 'uuid', nullable: true })
  userId!: string | null

  /** The role, or what the person was when the rule was set: who may not decide about it does not after a demotion either. */
  @Column({ type: 'text' })
  setFor!: TenantRole

  @Column({ type: 'uuid' })
  connectorId!: string

  /** The name inside the type, without the connector's slug. Null: the whole connector. */
  @Column({ type: 'text', nullable: true })
  tool!: string | null

  @Column({ type: 'text' })
  effect!: RuleEffect

  /** The caller that set it last. */
  @Column({ type: 'text' })
  setBy!: string

  @CreateDateColumn({ type: 'timestamptz' })
  createdAt!: Date

  @UpdateDateColumn({ type: 'timestamptz' })
  updatedAt!: Date
}
