import { Check, Column, CreateDateColumn, Entity, PrimaryGeneratedColumn, Unique, UpdateDateColumn } from 'typeorm'

/** Deleting the row deletes everything of the tenant: every tenant-owned table refers to it with ON DELETE CASCADE. */
@Entity('tenants')
@Unique('tenants_slug_key', ['slug'])
@Check('tenants_calls_per_minute_check', 'calls_per_minute > 0')
@Check('tenants_calls_per_day_check', 'calls_per_day > 0')
@Check('tenants_caller_calls_per_day_check', 'caller_calls_per_day > 0')
@Check('tenants_streams_check', 'streams > 0')
@Check('tenants_caller_streams_check', 'caller_streams > 0')
export class Tenant {
  @PrimaryGeneratedColumn('uuid', { primaryKeyConstraintName: 'tenants_pkey' })
  id!: string

  /** Fixed at creation; part of every address. */
  @Column({ type: 'text' })
  slug!: string

  @Column({ type: 'text' })
  name!: string

  @Column({ type: 'text', default: '' })
  description!: string

  @Column({ type: 'boolean', default: true })
  isActive!: boolean

  @Column({ type: 'text', nullable: true })
  contactEmail!: string | null

  @Column({ type: 'jsonb', default: {} })
  settings!: Record<string, unknown>

  /** Which connector types it may use. Null: all. Only the platform changes it: the tenant role may not. */
  @Column({ type: 'text', array: true, nullable: true })
  allowedTypes!: string[] | null

  /** Tool calls and the like. Null: as many as the server lets each tenant make. Only the platform changes it. */
  @Column({ type: 'integer', nullable: true })
  callsPerMinute!: number | null

  @Column({ type: 'integer', nullable: true })
  callsPerDay!: number | null

  /** Of each caller. */
  @Column({ type: 'integer', nullable: true })
  callerCallsPerDay!: number | null

  /** Open at once in one process. */
  @Column({ type: 'integer', nullable: true })
  streams!: number | null

  /** Those of each caller. */
  @Column({ type: 'integer', nullable: true })
  callerStreams!: number | null

  @CreateDateColumn({ type: 'timestamptz' })
  createdAt!: Date

  @UpdateDateColumn({ type: 'timestamptz' })
  updatedAt!: Date
}
