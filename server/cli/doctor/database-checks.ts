import { schemaOf } from '../../backup/catalog-store'
import type { Config } from '../../config'
import { Keyring } from '../../credentials/keyring'
import { openPlatformKey } from '../../credentials/platform-key'
import { keysInUse } from '../../credentials/rewrap-store'
import type { Database } from '../../db/database'
import { TENANT_ROLE } from '../../db/tenant-role'
import { clockFound } from './clock'
import { fail, type Found, ok, warn } from './finding'
import { compareMigrations, countServers, isBound, rowsVisibleTo, serverFacts } from './store'

export async function checkServer(db: Database): Promise<Found> {
  const { version } = await db.withSystem(serverFacts)
  const began = performance.now()
  await db.ping()
  const took = performance.now() - began
  const words = `PostgreSQL ${version}${db.isShared ? '' : ', embedded'}, answers in ${took.toFixed(1)} ms`
  return ok(words)
}

/** What tenants' requests run as. */
export async function checkTenantRole(db: Database): Promise<Found> {
  const bound = await db.withSystem((em) => isBound(em, TENANT_ROLE))
  if (bound === undefined)
    return fail(`the role ${TENANT_ROLE} is missing: sagemcp migrate makes it, or says who can`, 'NO_ROLE')
  if (!bound) {
    return fail(
      `row-level security does not bind the role ${TENANT_ROLE}: ALTER ROLE ${TENANT_ROLE} NOSUPERUSER NOBYPASSRLS`,
      'UNBOUND_ROLE',
    )
  }
  // A tenant that does not exist: whoever sees a row of it sees others' rows.
  const seen = await db.withTenant('00000000-0000-4000-8000-000000000000', rowsVisibleTo)
  return seen === 0
    ? ok(`requests run as ${TENANT_ROLE} and see their own tenant`)
    : fail(`${TENANT_ROLE} sees rows of other tenants`, 'NOT_ISOLATED')
}

export async function checkConnections(db: Database, { database }: Config): Promise<Found> {
  if (!db.isShared) return ok('one, as the embedded database has')
  const [{ connections }, servers] = await db.withSystem(async (em) => [await serverFacts(em), await countServers(em)])
  const each = database.poolMax + 1
  const words = `${Math.max(1, servers)} × ${each} of ${connections}`
  if (Math.max(1, servers) * each <= connections) return ok(words)
  return warn(
    `${words}: lower SAGEMCP_DB_POOL_MAX or raise max_connections, with one process more for an upgrade`,
    'TOO_FEW',
  )
}

export async function checkMigrations(db: Database): Promise<Found> {
  const schema = await db.withSystem(schemaOf)
  if (schema === undefined)
    return warn('there is no schema yet: the first start makes it, or sagemcp migrate', 'NO_SCHEMA')
  const { pending, unknown } = await db.withSystem(compareMigrations)
  if (unknown.length > 0) {
    return fail(
      `a newer release was here: it made ${unknown.join(', ')}. Use that release, or go on with this one as docs/upgrading.md says`,
      'NEWER',
    )
  }
  if (pending.length > 0) return warn(`sagemcp migrate, or the next start, has to do ${pending.join(', ')}`, 'PENDING')
  return ok(`the schema is that of this release (${schema})`)
}

export async function checkKeys(db: Database, config: Config): Promise<Found> {
  if ((await db.withSystem(schemaOf)) === undefined) return ok('nothing is sealed yet')
  const keyring = Keyring.existing(config)
  const used = await db.withSystem(async (em) => {
    await openPlatformKey(em, keyring)
    return keysInUse(em)
  })
  const missing = used.filter((id) => !keyring.ids.includes(id))
  if (missing.length > 0)
    return fail(`data is wrapped by keys that are not given: "${missing.join('", "')}"`, 'KEY_MISSING')
  const older = used.filter((id) => id !== keyring.currentKeyId)
  if (older.length > 0)
    return warn(
      `"${older.join('", "')}" still wraps data: sagemcp rotate-keys makes it "${keyring.currentKeyId}"`,
      'NOT_ROTATED',
    )
  const idle = keyring.ids.filter((id) => !used.includes(id))
  const more = idle.length === 0 ? '' : `; "${idle.join('", "')}" opens nothing in it and may be taken out`
  return ok(`"${keyring.currentKeyId}" opens the database${more}`)
}

export async function checkDatabaseClock(db: Database): Promise<Found> {
  const began = Date.now()
  const { now } = await db.withSystem(serverFacts)
  return clockFound('the database', now - (began + Date.now()) / 2)
}
