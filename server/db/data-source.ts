import { DataSource } from 'typeorm'
import * as migrations from '../../migrations'
import type { Log } from '../observability/log'
import type { Backend } from './backend'
import { entities } from './entities'
import { SnakeCaseColumns } from './names'

export const SCHEMA = 'sagemcp'

export const makeDataSource = (connection: Backend['connection'], log: Log): DataSource =>
  new DataSource({
    ...connection,
    type: 'postgres',
    schema: SCHEMA,
    entities,
    migrations: Object.values(migrations),
    migrationsTransactionMode: 'each',
    namingStrategy: new SnakeCaseColumns(),
    // Only for the default of uuid columns, gen_random_uuid(), which needs no extension.
    uuidExtension: 'pgcrypto',
    installExtensions: false,
    poolErrorHandler: (error: unknown) => log.warn({ err: error }, 'an idle database connection failed'),
  })
