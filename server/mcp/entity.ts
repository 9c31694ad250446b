import { Check, Column, Entity, ForeignKey, Index, PrimaryColumn, PrimaryGeneratedColumn, Unique } from 'typeorm'
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

/**
 * A session of a revision before 2026-07-28. A process that does not hold it makes it anew from here; or, of HTTP+SSE, the stream
 * that `holder` has open.
 */
@Entity('mcp_sessions')
@Unique('mcp_sessions_tenant_id_id_key', ['tenantId', 'id'])
@Check('mcp_sessions_kind_check', '(holder IS NULL) <> (initialize IS NULL)')
export class StoredSession {
  @PrimaryColumn({ type: 'uuid', primaryKeyConstraintName: 'mcp_sessions_pkey' })
  id!: string

  @Column({ type: 'uuid' })
  @ForeignKey(() => Tenant, { name: 'mcp_sessions_tenant_fkey', onDelete: 'CASCADE' })
  tenantId!: string

  @Column({ type: 'text' })
  callerId!: string

  @Column({ type: 'boolean' })
  readOnly!: boolean

  /** The path that it was opened at. */
  @Column({ type: 'text' })
  endpoint!: string

  /** The process that has the stream. */
  @Column({ type: 'text', nullable: true })
  holder!: string | null

  /** The version, client and capabilities of the first request, as JSON. Text, since jsonb does not hold all of JSON. */
  @Column({ type: 'text', nullable: true })
  initialize!: string | null

  @Column({ type: 'text', nullable: true })
  logLevel!: string | null

  /** Resources that it watches. */
  @Column({ type: 'text', array: true, default: [] })
  subscriptions!: string[]

  /** Moved while it is used. */
  @Column({ type: 'timestamptz' })
  expiresAt!: Date
}

/** What a stream of a session told, for a client that lost it. */
@Entity('mcp_events')
@Index('mcp_events_tenant_id_session_id_idx', ['tenantId', 'sessionId'])
@ForeignKey(() => StoredSession, ['tenantId', 'sessionId'], ['tenantId', 'id'], {
  name: 'mcp_events_session_fkey',
  onDelete: 'CASCADE',
})
export class StreamEvent {
  @PrimaryColumn({ type: 'uuid', primaryKeyConstraintName: 'mcp_events_pkey' })
  stream!: string

  /** From 0, the beginning, which holds the ids of the requests and is told to nobody. */
  @PrimaryColumn({ type: 'integer', primaryKeyConstraintName: 'mcp_events_pkey' })
  number!: number

  @Column({ type: 'uuid' })
  tenantId!: string

  @Column({ type: 'uuid' })
  sessionId!: string

  @Column({ type: 'text' })
  message!: string

  @Column({ type: 'boolean' })
  isLast!: boolean

  @Column({ type: 'timestamptz' })
  expiresAt!: Date
}

/** What one process tells another, or all: a notice has no room for it. */
@Entity('mcp_mail')
@Index('mcp_mail_tenant_id_idx', ['tenantId'])
export class Mail {
  @PrimaryGeneratedColumn('identity', {
    type: 'bigint',
    generatedIdentity: 'ALWAYS',
    primaryKeyConstraintName: 'mcp_mail_pkey',
  })
  id!: string

  @Column({ type: 'uuid' })
  @ForeignKey(() => Tenant, { name: 'mcp_mail_tenant_fkey', onDelete: 'CASCADE' })
  tenantId!: string

  @Column({ type: 'text' })
  body!: string

  @Column({ type: 'timestamptz' })
  expiresAt!: Date
}
