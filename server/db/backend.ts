import type { PostgresDataSourceOptions } from 'typeorm/driver/postgres/PostgresDataSourceOptions'
import type { Told } from '../clock'
import type { BinaryRows } from './binary-rows'
import type { Changes } from './change-feed'

/** What differs between the embedded database and a PostgreSQL server. */
export interface Backend {
  /** How TypeORM reaches it. */
  readonly connection: Partial<Pick<PostgresDataSourceOptions, 'url' | 'extra'>>
  /** Runs alone among all processes that use this database. */
  alone<T>(work: () => Promise<T>): Promise<T>
  /** Passes notices on until the backend is closed, and what time it is where that is somebody else's. */
  listen(changes: Changes, time?: (told: Told) => void): Promise<void>
  /** Whether other processes may use it too. */
  readonly isShared: boolean
  /** Whether the disk has so little room that nothing may be written; somebody else's disk is for them to watch. */
  isFull(): boolean
  /** Whether it takes what it is asked and answers nothing: to ask it then only keeps everybody waiting. */
  isSilent(): boolean
  /** Adds rows to the transaction that runs; only where there is one session, which is at hand. */
  readonly copy?: (into: string, rows: BinaryRows) => Promise<void>
  /** Whether somebody else gives back the space of deleted rows. */
  readonly vacuumsItself: boolean
  close(): Promise<void>
}
