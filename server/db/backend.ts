import type { PostgresDataSourceOptions } from 'typeorm/driver/postgres/PostgresDataSourceOptions'
import type { Changes } from './change-feed'

/** What differs between the embedded database and a PostgreSQL server. */
export interface Backend {
  /** How TypeORM reaches it. */
  readonly connection: Partial<Pick<PostgresDataSourceOptions, 'url' | 'extra'>>
  /** Runs alone among all processes that use this database. */
  alone<T>(work: () => Promise<T>): Promise<T>
  /** Passes notices on until the backend is closed. */
  listen(changes: Changes): Promise<void>
  /** Whether somebody else gives back the space of deleted rows. */
  readonly vacuumsItself: boolean
  close(): Promise<void>
}
