import { Column, Entity, PrimaryColumn } from 'typeorm'

/** Which process does a job that one does for all. */
@Entity('job_leases')
export class JobLease {
  @PrimaryColumn({ type: 'text', primaryKeyConstraintName: 'job_leases_pkey' })
  name!: string

  @Column({ type: 'uuid' })
  holder!: string

  /** Whoever finds it past may take over. */
  @Column({ type: 'timestamptz' })
  until!: Date
}
