import type { Database } from '../db/database'
import type { Log } from '../observability/log'
import { takeTokens, type Wish } from './store'

/** Where processes keep the tokens that they share. */
export interface TokenStore {
  /** Throws while it cannot be used. */
  check(): Promise<void>
  /** What each bucket gives, by name: at most what was asked for, or less than nothing for what was given back. */
  take(wishes: readonly Wish[], processes: number): Promise<ReadonlyMap<string, number>>
  close(): Promise<void>
}

/** In Redis where there is one, else in the database. A process that is alone keeps them to itself. */
export async function openTokenStore(redisUrl: string | undefined, db: Database, log: Log): Promise<TokenStore> {
  if (redisUrl === undefined || !db.isShared) return tokensInDatabase(db)
  const { tokensInRedis } = await import('./redis-tokens')
  return tokensInRedis(redisUrl, log)
}

export const tokensInDatabase = (db: Database): TokenStore => ({
  check: () => db.withSystem((em) => em.query('SELECT 1')),
  take: (wishes, processes) => db.withSystem((em) => takeTokens(em, wishes, processes)),
  close: () => Promise.resolve(),
})
