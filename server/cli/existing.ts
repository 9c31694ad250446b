import { existsSync } from 'node:fs'
import type { Config } from '../config'
import { type Database, openDatabase } from '../db/database'
import { makeLog } from '../observability/log'

/** A server has the folder of an embedded database, which holds one process. */
export class DatabaseInUse extends Error {
  override readonly name = 'DatabaseInUse'
}

/** What failed; when another process has the folder, under its own name. `todo` says what to do then. */
export function unlessInUse(error: unknown, todo: string): unknown {
  const { message } = (error ?? {}) as { message?: unknown }
  const isInUse = typeof message === 'string' && / is in use by process \d+$/.test(message)
  return isInUse ? new DatabaseInUse(`${message}: ${todo}`, { cause: error }) : error
}

export const isThere = ({ database }: Config): boolean => database.url !== undefined || existsSync(database.dataDir)

/** The database that is there, as it is. `inUse` says what to do while a server has the folder of an embedded one. */
export async function openExisting(config: Config, inUse: string): Promise<Database> {
  if (!isThere(config)) throw new Error(`there is no database in ${config.dataDir}, and DATABASE_URL is not set`)
  return openDatabase(config, makeLog('silent'), { asIs: true }).catch((cause: unknown) => {
    throw unlessInUse(cause, inUse)
  })
}
