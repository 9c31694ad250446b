import { Column, Entity, ForeignKey, Index, PrimaryColumn } from 'typeorm'
import { Tenant } from '../tenants/entity'

/** A one-use admission for a WebSocket client that cannot send headers. It is worth nothing once the caller that asked for it has ended. */
@Entity('mcp_tickets')
@Index('mcp_tickets_tenant_id_caller_id_idx', ['tenantId', 'callerId'])
export class Ticket {
  /** SHA-256 of the ticket. */
  @PrimaryColumn({ type: 'bytea', primaryKeyConstraintName: 'mcp_tickets_pkey' })
  hash!: Buffer

  @Column({ type: 'uuid' })
  @ForeignKey(() => Tenant, { name: 'mcp_tickets_tenant_fkey', onDelete: 'CASCADE' })
  tenantId!: string

  @Column({ type: 'text' })
  callerId!: string

  /** What opened it may have been narrower than what its caller could have: a token for reading only. */
  @Column({ type: 'boolean', default: false })
  readOnly!: boolean

  @Column({ type: 'text' })
  endpoint!: string

  @Column({ type: 'timestamptz' })
  expiresAt!: Date
}
