import type { Registry } from '../../../connectors/sdk'
import type { Config } from '../../config'
import { ConfigError } from '../../config'
import { schemaOf } from '../../backup/catalog-store'
import type { Database } from '../../db/database'
import { SETTINGS } from '../../settings'
import { Vendors } from '../../vendors/vendors'
import { DatabaseInUse, isThere, openExisting } from '../existing'
import {
  checkConnections,
  checkDatabaseClock,
  checkKeys,
  checkMigrations,
  checkServer,
  checkTenantRole,
} from './database-checks'
import { checkDisk } from './disk-check'
import { fail, failed, type Finding, type Found, look, ok, skipped, warn } from './finding'
import { checkMail } from './mail-check'
import { checkPublicUrl, checkVendors } from './outside-checks'
import { typesInUse } from './store'

const OF_THE_SCHEMA = ['tenant role', 'secret keys']
const OF_THE_DATABASE = ['migrations', ...OF_THE_SCHEMA, 'connections', 'clock of the database']

/** Looks at everything, and goes on after what it finds. Changes nothing. */
export async function examine(
  load: () => Config,
  registryOf: (config: Config) => Promise<Registry>,
): Promise<Finding[]> {
  let config: Config
  try {
    config = load()
  } catch (error) {
    if (!(error instanceof ConfigError)) throw error
    return error.problems.map((words) => ({ check: 'configuration', ...fail(words, settingOf(words)) }))
  }
  const { findings, types, isStopped } = await examineDatabase(config)
  const outside = await checkPublicUrl(config.publicUrl)
  return [
    ...checkConfiguration(config),
    ...findings,
    ...(await examineDisk(config)),
    await look('mail', () => checkMail(config)),
    ...(isStopped ? outside.map(unlessStopped) : outside),
    ...(await examineVendors(config, types, registryOf)),
  ]
}

/** Which setting is wrong. A name that is none of ours is somebody's own. */
function settingOf(problem: string): string {
  const [name = ''] = problem.split(' ')
  return name in SETTINGS ? name : 'UNKNOWN_NAME'
}

export function checkConfiguration(config: Config): Finding[] {
  const { production, database, secrets } = config
  const found = [
    ...(production && database.url === undefined
      ? [
          warn(
            'NODE_ENV=production on the embedded database: it does not survive a loss of power, and allows one process. DATABASE_URL names a PostgreSQL',
            'EMBEDDED',
          ),
        ]
      : []),
    ...(secrets.bootstrapAdminKey === undefined
      ? []
      : [
          warn(
            'SAGEMCP_BOOTSTRAP_ADMIN_KEY is still set: only an empty database asks for it. Take it out, and delete the key once people can sign in',
            'BOOTSTRAP_KEY',
          ),
        ]),
  ]
  return (found.length > 0 ? found : [ok('every setting can be used')]).map((each) => ({
    check: 'configuration',
    ...each,
  }))
}

interface Examined {
  readonly findings: readonly Finding[]
  /** Connector types in use, where that could be seen. */
  readonly types: readonly string[]
}

async function examineDatabase(config: Config): Promise<Examined & { readonly isStopped: boolean }> {
  const isEmbedded = config.database.url === undefined
  let db: Database
  try {
    db = await openExisting(config, 'the checks of it are left out; stop the server for them')
  } catch (error) {
    const left = skipped(OF_THE_DATABASE, 'the database could not be opened')
    const isStopped = isEmbedded && !(error instanceof DatabaseInUse)
    return { findings: [{ check: 'database', ...notOpened(error, config) }, ...left], types: [], isStopped }
  }
  try {
    return { ...(await examineIn(db, config)), isStopped: isEmbedded }
  } finally {
    await db.close()
  }
}

function notOpened(error: unknown, config: Config): Found {
  if (error instanceof DatabaseInUse) return ok(error.message)
  return isThere(config) ? failed(error) : warn(`${failed(error).words}: the first start makes one`, 'NO_DATABASE')
}

async function examineIn(db: Database, config: Config): Promise<Examined> {
  const findings = [
    await look('database', () => checkServer(db)),
    await look('migrations', () => checkMigrations(db)),
    await look('connections', () => checkConnections(db, config)),
    await look('clock of the database', () => checkDatabaseClock(db)),
  ]
  if ((await db.withSystem(schemaOf)) === undefined) {
    return { findings: [...findings, ...skipped(OF_THE_SCHEMA, 'there is no schema yet')], types: [] }
  }
  findings.push(
    await look('tenant role', () => checkTenantRole(db)),
    await look('secret keys', () => checkKeys(db, config)),
  )
  return { findings, types: await db.withSystem(typesInUse) }
}

/** PostgreSQL's disk is not here to be looked at. */
const examineDisk = async (config: Config): Promise<Finding[]> =>
  config.database.url === undefined && isThere(config)
    ? [await look('disk', () => checkDisk(config.database.dataDir))]
    : []

/** Nobody has the embedded database, so that no server can answer. */
const unlessStopped = (finding: Finding): Finding =>
  finding.code === 'NO_ANSWER' ? { ...finding, ...warn('no server runs on this data folder', 'STOPPED') } : finding

async function examineVendors(
  config: Config,
  types: readonly string[],
  registryOf: (config: Config) => Promise<Registry>,
): Promise<Finding[]> {
  if (types.length === 0) return []
  const vendors = new Vendors(config.vendors, { attemptTimeoutMs: 10_000 })
  try {
    return await checkVendors(types, await registryOf(config), vendors)
  } catch (error) {
    return [{ check: 'vendors', ...failed(error) }]
  } finally {
    vendors.close()
  }
}

/** The types of this release and of the packages that are configured. */
export async function configuredTypes({ connectorPackages }: Config): Promise<Registry> {
  const [{ defaultRegistry }, { importConnectorPackages }] = await Promise.all([
    import('../../../connectors/sdk'),
    import('../../connector-packages'),
    import('../../../connectors'),
  ])
  importConnectorPackages(connectorPackages)
  return defaultRegistry
}
