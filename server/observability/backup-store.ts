import type { EntityManager } from 'typeorm'

/** What became of backups, as far back as the audit goes. */
export interface BackupOutcome {
  readonly outcome: string
  readonly count: number
  /** The last of them, in seconds since 1970. */
  readonly lastAtS: number
}

export const backupOutcomes = (em: EntityManager): Promise<BackupOutcome[]> =>
  em.query(
    `SELECT outcome, count(*)::int AS count, extract(epoch FROM max(at))::float8 AS "lastAtS"
     FROM sagemcp.audit_events WHERE tenant_id IS NULL AND action = 'backup.create' GROUP BY outcome`,
  ) as Promise<BackupOutcome[]>
