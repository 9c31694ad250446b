import { Column, Entity, ForeignKey, Index, PrimaryColumn } from 'typeorm'
import { ApiKey } from '../api-keys/entity'
import { Tenant } from '../tenants/entity'

/** A one-use admission for a WebSocket client that cannot send headers. It ends with the key that asked for it. */
@Entity('mcp_tickets')
@Index('mcp_tickets_tenant_id_key_id_idx', ['tenantId', 'keyId'])
@ForeignKey(() => ApiKey, ['tenantId', 'keyId'], ['tenantId', 'id'], {
  name: 'mcp_tickets_key_fkey',
  onDelete: 'CASCADE',
})
export class Ticket {
  /** SHA-256 of the ticket. */
  @PrimaryColumn({ type: 'bytea', primaryKeyConstraintName: 'mcp_tickets_pkey' })
  hash!: Buffer

  @Column({ type: 'uuid' })
  @ForeignKey(() => Tenant, { name: 'mcp_tickets_tenant_fkey', onDelete: 'CASCADE' })
  tenantId!: string

  @Column({ type: 'text' })
  keyId!: string

  @Column({ type: 'text' })
  endpoint!: string

  @Column({ type: 'timestamptz' })
  expiresAt!: Date
}
