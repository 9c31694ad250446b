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
import { Credential } from '../credentials/entity'
import { Tenant } from '../tenants/entity'

/** One tenant's instance of a connector type. */
@Entity('connectors')
@Unique('connectors_tenant_id_slug_key', ['tenantId', 'slug'])
@Unique('connectors_tenant_id_id_key', ['tenantId', 'id'])
@Index('connectors_tenant_id_credential_id_idx', ['tenantId', 'credentialId'])
// The migration narrows SET NULL to credential_id, which the decorator cannot say.
@ForeignKey(() => Credential, ['tenantId', 'credentialId'], ['tenantId', 'id'], {
  name: 'connectors_credential_fkey',
  onDelete: 'SET NULL',
})
@Check('connectors_account_check', `account = ANY (ARRAY['shared'::text, 'personal'::text])`)
export class Connector {
  @PrimaryGeneratedColumn('uuid', { primaryKeyConstraintName: 'connectors_pkey' })
  id!: string

  @Column({ type: 'uuid' })
  @ForeignKey(() => Tenant, { name: 'connectors_tenant_fkey', onDelete: 'CASCADE' })
  tenantId!: string

  /** Fixed at creation: the names of the tools begin with it. */
  @Column({ type: 'text' })
  slug!: string

  @Column({ type: 'text' })
  type!: string

  @Column({ type: 'text' })
  name!: string

  @Column({ type: 'text', default: '' })
  description!: string

  @Column({ type: 'boolean', default: true })
  isEnabled!: boolean

  /** Only tools with effect `read`. */
  @Column({ type: 'boolean', default: false })
  isReadOnly!: boolean

  /** `shared`: the tenant's account serves everybody. `personal`: each person's own, and never another. */
  @Column({ type: 'text', default: 'shared' })
  account!: 'shared' | 'personal'

  @Column({ type: 'jsonb', default: {} })
  configuration!: Record<string, unknown>

  /** Several connectors may share one. */
  @Column({ type: 'uuid', nullable: true })
  credentialId!: string | null

  @CreateDateColumn({ type: 'timestamptz' })
  createdAt!: Date

  @UpdateDateColumn({ type: 'timestamptz' })
  updatedAt!: Date
}

/** What an administrator decided about one tool. A tool without a row is as the connector type declares it. */
@Entity('connector_tools')
@ForeignKey(() => Connector, ['tenantId', 'connectorId'], ['tenantId', 'id'], {
  name: 'connector_tools_connector_fkey',
  onDelete: 'CASCADE',
})
export class ConnectorTool {
  @PrimaryColumn({ type: 'uuid', primaryKeyConstraintName: 'connector_tools_pkey' })
  tenantId!: string

  @PrimaryColumn({ type: 'uuid', primaryKeyConstraintName: 'connector_tools_pkey' })
  connectorId!: string

  /** The name inside the type, without the connector's slug. */
  @PrimaryColumn({ type: 'text', primaryKeyConstraintName: 'connector_tools_pkey' })
  tool!: string

  @Column({ type: 'boolean' })
  isEnabled!: boolean
}
