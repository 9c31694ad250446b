import { Column, Entity, ForeignKey, Index, PrimaryGeneratedColumn } from 'typeorm'
import { Tenant } from '../tenants/entity'

/**
 * Append-only for the tenant role. Rows of a tenant go with it, by the foreign key; that it was deleted is a platform row
 * (no tenant), which stays and which no tenant sees.
 */
@Entity('audit_events')
@Index('audit_events_tenant_id_id_idx', ['tenantId', 'id'])
@Index('audit_events_tenant_id_action_id_idx', ['tenantId', 'action', 'id'])
@Index('audit_events_tenant_id_call_id_idx', ['tenantId', 'callId'])
// By the person in the actor, which the decorator cannot say.
@Index('audit_events_person_idx', { synchronize: false })
export class AuditEvent {
  @PrimaryGeneratedColumn('identity', {
    type: 'bigint',
    generatedIdentity: 'ALWAYS',
    primaryKeyConstraintName: 'audit_events_pkey',
  })
  id!: string

  @Column({ type: 'uuid', nullable: true })
  @ForeignKey(() => Tenant, { name: 'audit_events_tenant_fkey', onDelete: 'CASCADE' })
  tenantId!: string | null

  @Column({ type: 'timestamptz', default: () => 'clock_timestamp()' })
  at!: Date

  /** Who: the caller's id, name, role, and the person's id if it is one. */
  @Column({ type: 'jsonb' })
  actor!: Record<string, unknown>

  @Column({ type: 'text' })
  action!: string

  @Column({ type: 'text' })
  target!: string

  @Column({ type: 'text' })
  outcome!: string

  /** Joins the intent and the outcome of one vendor write. */
  @Column({ type: 'uuid', nullable: true })
  callId!: string | null

  @Column({ type: 'jsonb', default: {} })
  details!: Record<string, unknown>

  @Column({ type: 'text' })
  address!: string

  @Column({ type: 'text' })
  requestId!: string
}

/** One row a tool call, without a value of any argument. */
@Entity('tool_calls')
@Index('tool_calls_tenant_id_started_at_idx', ['tenantId', 'startedAt'])
@Index('tool_calls_tenant_id_seq_idx', ['tenantId', 'seq'])
@Index('tool_calls_tenant_id_user_id_started_at_idx', ['tenantId', 'userId', 'startedAt'])
@Index('tool_calls_tenant_id_connector_id_started_at_idx', ['tenantId', 'connectorId', 'startedAt'])
@Index('tool_calls_tenant_id_tool_started_at_idx', ['tenantId', 'tool', 'startedAt'])
export class ToolCall {
  @PrimaryGeneratedColumn('uuid', { primaryKeyConstraintName: 'tool_calls_pkey' })
  id!: string

  @Column({ type: 'uuid' })
  @ForeignKey(() => Tenant, { name: 'tool_calls_tenant_fkey', onDelete: 'CASCADE' })
  tenantId!: string

  /** In the order in which they were stored, which is not that of their beginnings. */
  @Column({ type: 'bigint', generated: 'identity', generatedIdentity: 'ALWAYS' })
  seq!: string

  /** No foreign key: what was called outlives the connector. */
  @Column({ type: 'uuid', nullable: true })
  connectorId!: string | null

  @Column({ type: 'text' })
  tool!: string

  /** The caller's id. */
  @Column({ type: 'text' })
  actor!: string

  /** The caller's name then. */
  @Column({ type: 'text', default: '' })
  actorName!: string

  /** The caller's person. No foreign key: what was called outlives the membership. */
  @Column({ type: 'uuid', nullable: true })
  userId!: string | null

  @Column({ type: 'text' })
  transport!: string

  @Column({ type: 'timestamptz' })
  startedAt!: Date

  @Column({ type: 'integer' })
  durationMs!: number

  /** `ok` or the code of the error. */
  @Column({ type: 'text' })
  outcome!: string

  /** Names and sizes only. */
  @Column({ type: 'jsonb' })
  arguments!: Record<string, number>

  @Column({ type: 'integer' })
  resultBytes!: number

  @Column({ type: 'text' })
  requestId!: string
}
