import { Column, Entity, ForeignKey, Index, PrimaryGeneratedColumn, Unique } from 'typeorm'
import { Connector } from '../connectors/entity'
import { Membership } from '../members/entity'
import { Tenant } from '../tenants/entity'

/** An MCP client that a caller used on an endpoint. It goes with the membership and with the connector. */
@Entity('client_sightings')
// The migration adds NULLS NOT DISTINCT, which the decorator cannot say.
@Unique('client_sightings_key', ['tenantId', 'actor', 'clientName', 'clientVersion', 'transport', 'connectorId'])
@Index('client_sightings_tenant_id_seq_idx', ['tenantId', 'seq'])
@Index('client_sightings_tenant_id_user_id_idx', ['tenantId', 'userId'])
@Index('client_sightings_tenant_id_connector_id_idx', ['tenantId', 'connectorId'])
@ForeignKey(() => Membership, ['tenantId', 'userId'], ['tenantId', 'userId'], {
  name: 'client_sightings_membership_fkey',
  onDelete: 'CASCADE',
})
@ForeignKey(() => Connector, ['tenantId', 'connectorId'], ['tenantId', 'id'], {
  name: 'client_sightings_connector_fkey',
  onDelete: 'CASCADE',
})
export class ClientSighting {
  @PrimaryGeneratedColumn('uuid', { primaryKeyConstraintName: 'client_sightings_pkey' })
  id!: string

  @Column({ type: 'uuid' })
  @ForeignKey(() => Tenant, { name: 'client_sightings_tenant_fkey', onDelete: 'CASCADE' })
  tenantId!: string

  /** A higher one each time that it is written. */
  @Column({ type: 'bigint', generated: 'identity', generatedIdentity: 'ALWAYS' })
  seq!: string

  /** The caller's id. */
  @Column({ type: 'text' })
  actor!: string

  @Column({ type: 'text' })
  actorName!: string

  @Column({ type: 'uuid', nullable: true })
  userId!: string | null

  /** As the client calls itself. */
  @Column({ type: 'text' })
  clientName!: string

  @Column({ type: 'text' })
  clientVersion!: string

  @Column({ type: 'text' })
  transport!: string

  /** Null: the endpoint of the whole tenant. */
  @Column({ type: 'uuid', nullable: true })
  connectorId!: string | null

  @Column({ type: 'timestamptz' })
  firstSeenAt!: Date

  @Column({ type: 'timestamptz' })
  lastSeenAt!: Date
}
