import { unsealedTail } from '../audit/seal-store'
import type { Database } from '../db/database'
import type { CheckUp } from '../oauth/check-up'
import { countAccounts } from '../oauth/store'
import { backupOutcomes } from '../observability/backup-store'
import type { Log } from '../observability/log'
import { Metrics } from '../observability/metrics'
import { type ReadingsParts, readingsOf } from '../observability/readings'
import type { Recorder } from '../observability/recorder'
import { version } from '../version'

interface Given extends Pick<ReadingsParts, 'sessions' | 'running' | 'paused' | 'caches' | 'telemetry'> {
  readonly db: Database
  readonly checkUp: CheckUp
  readonly recorder: Recorder
  readonly log: Log
  readonly token: string | undefined
}

/** What metrics count, and what they look up when somebody asks. */
export function wireMetrics({ db, checkUp, recorder, log, token, ...looks }: Given): Metrics {
  const readings = readingsOf({
    ...{ ...looks, version, db },
    accounts: async () => {
      await checkUp.run()
      return db.withSystem(countAccounts)
    },
    unsealed: () => db.withSystem(unsealedTail),
    backups: () => db.withSystem(backupOutcomes),
  })
  return new Metrics({ token, recorder, readings, log })
}
