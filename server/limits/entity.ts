import { Column, Entity, ForeignKey, PrimaryColumn } from 'typeorm'
import { Tenant } from '../tenants/entity'

/** Calls of one day (UTC), where somebody set how many there may be. */
@Entity('call_counts')
export class CallCount {
  @PrimaryColumn({ type: 'uuid', primaryKeyConstraintName: 'call_counts_pkey' })
  @ForeignKey(() => Tenant, { name: 'call_counts_tenant_fkey', onDelete: 'CASCADE' })
  tenantId!: string

  @PrimaryColumn({ type: 'date', primaryKeyConstraintName: 'call_counts_pkey' })
  day!: string

  /** Empty: all of the tenant together. */
  @PrimaryColumn({ type: 'text', primaryKeyConstraintName: 'call_counts_pkey' })
  caller!: string

  @Column({ type: 'bigint' })
  calls!: string

  @Column({ type: 'timestamptz' })
  expiresAt!: Date
}

/** What no process has taken yet of a limit, where there are several processes. */
@Entity('limit_buckets')
export class LimitBucket {
  @PrimaryColumn({ type: 'text', primaryKeyConstraintName: 'limit_buckets_pkey' })
  name!: string

  @Column({ type: 'double precision' })
  tokens!: number

  @Column({ type: 'timestamptz' })
  filledAt!: Date

  /** It is full again by then. */
  @Column({ type: 'timestamptz' })
  expiresAt!: Date
}

/** The processes that share the limits now. */
@Entity('limit_processes')
export class LimitProcess {
  @PrimaryColumn({ type: 'uuid', primaryKeyConstraintName: 'limit_processes_pkey' })
  id!: string

  @Column({ type: 'timestamptz' })
  seenAt!: Date
}
