import { Column, Entity, ForeignKey, Index, PrimaryGeneratedColumn, Unique } from 'typeorm'
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
// Of what is sealed, and of what is not yet: the migration says so.
@Index('audit_events_position_key', { synchronize: false })
@Index('audit_events_unsealed_idx', { synchronize: false })
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

  /** Its place in the chain of its tenant. The sealer gives it, not whoever writes the row. */
  @Column({ type: 'bigint', nullable: true, select: false, insert: false, update: false })
  position!: string | null
}

/**
 * A run of sealed audit rows, and its checkpoint: what the chain said after the last of them, signed. The newest one grows until
 * it is large or a day old. The checkpoint stays when its rows are removed.
 */
@Entity('audit_segments')
@Unique('audit_segments_number_key', ['tenantId', 'number'])
// Of those whose rows are there, which the migration says.
@Index('audit_segments_sealed_at_idx', { synchronize: false })
export class AuditSegment {
  @PrimaryGeneratedColumn('uuid', { primaryKeyConstraintName: 'audit_segments_pkey' })
  id!: string

  /** Null: of the platform. */
  @Column({ type: 'uuid', nullable: true })
  @ForeignKey(() => Tenant, { name: 'audit_segments_tenant_fkey', onDelete: 'CASCADE' })
  tenantId!: string | null

  /** 1, 2, 3 in its chain. */
  @Column({ type: 'integer' })
  number!: number

  @Column({ type: 'bigint' })
  firstPosition!: string

  @Column({ type: 'bigint' })
  lastPosition!: string

  /** What the chain said before the first row. */
  @Column({ type: 'bytea' })
  previousHash!: Buffer

  @Column({ type: 'bytea' })
  hash!: Buffer

  @Column({ type: 'timestamptz' })
  beganAt!: Date

  /** When its last row so far was sealed. */
  @Column({ type: 'timestamptz' })
  sealedAt!: Date

  /** The key that signed. */
  @Column({ type: 'text' })
  keyId!: string

  @Column({ type: 'bytea' })
  signature!: Buffer

  /** When retention took its rows away, and its signature that it was retention. */
  @Column({ type: 'timestamptz', nullable: true })
  removedAt!: Date | null

  @Column({ type: 'bytea', nullable: true })
  removalSignature!: Buffer | null
}

/** One row a tool call, without a value of any argument. They go with their tenant by a trigger: a foreign key is checked for each. */
@Entity('tool_calls')
@Index('tool_calls_tenant_id_started_at_idx', ['tenantId', 'startedAt'])
@Index('tool_calls_seq_tenant_id_idx', ['seq', 'tenantId'])
@Index('tool_calls_tenant_id_user_id_started_at_idx', ['tenantId', 'userId', 'startedAt'], {
  where: 'user_id IS NOT NULL',
})
@Index('tool_calls_filters_idx', { synchronize: false })
export class ToolCall {
  @PrimaryGeneratedColumn('uuid', { primaryKeyConstraintName: 'tool_calls_pkey' })
  id!: string

  @Column({ type: 'uuid' })
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
