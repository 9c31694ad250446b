import { renameSync, rmSync, writeFileSync } from 'node:fs'
import path from 'node:path'
import { ApiKey } from '../api-keys/entity'
import { formatKey, hashSecret, type Key, makeKey, parseKey } from '../api-keys/key'
import { lockPlatformKeys, noKeysYet } from '../api-keys/store'
import { record } from '../audit/store'
import type { Config } from '../config'
import { endLinks, makeLink, noUsersYet } from '../users/store'
import type { Database } from '../db/database'
import type { Log } from '../observability/log'

/** Long enough to find it in the log, too short to be found there by others later. */
const SETUP_LIFE_MS = 3_600_000

interface BootstrapConfig {
  readonly publicUrl: string
  readonly dataDir: string
  readonly secrets: Pick<Config['secrets'], 'bootstrapAdminKey'>
  readonly database: Pick<Config['database'], 'url' | 'inMemory'>
}

/**
 * Opens an empty database to its first people: a set-up link in the log, which makes the first platform admin and ends the
 * bootstrap key; and that key, for programs: the configured one, else one that the embedded database leaves in a file. The
 * key itself is never printed. On a database that has keys or people nothing happens, whatever is configured.
 */
export async function bootstrap(db: Database, config: BootstrapConfig, log: Log): Promise<void> {
  await db.withSystem(async (em) => {
    await lockPlatformKeys(em)
    if (!(await noKeysYet(em)) || !(await noUsersYet(em))) return
    await endLinks(em, { purpose: 'setup' })
    const { token } = await makeLink(em, { purpose: 'setup', userId: null, lifeMs: SETUP_LIFE_MS })
    log.info(
      { url: `${config.publicUrl}/setup/${token}` },
      'open this link within the hour to make the first admin; it works once',
    )
    const key = firstKey(config, log)
    if (!key) return
    await em.insert(ApiKey, {
      id: key.id,
      tenantId: null,
      name: 'bootstrap',
      scope: 'platform_admin',
      readOnly: false,
      secretHash: hashSecret(key.secret),
      createdBy: 'bootstrap',
    })
    await record(em, {
      tenantId: null,
      caller: { id: 'bootstrap', name: 'bootstrap', role: 'platform_admin', userId: undefined },
      origin: { requestId: 'start', address: 'local' },
      action: 'key.create',
      target: key.id,
      details: { name: 'bootstrap', scope: 'platform_admin' },
    })
    await db.announce(em, 'platform')
  })
}

/** None where there is no folder of ours to leave it in and none was configured: the set-up link is enough. */
function firstKey({ secrets, database, dataDir }: BootstrapConfig, log: Log): Key | undefined {
  if (secrets.bootstrapAdminKey !== undefined) {
    const key = parseKey(secrets.bootstrapAdminKey)
    if (!key) throw new Error('SAGEMCP_BOOTSTRAP_ADMIN_KEY must have the form sk_<id>_<secret>')
    log.info({ keyId: key.id }, 'made the first admin key from SAGEMCP_BOOTSTRAP_ADMIN_KEY')
    return key
  }
  if (database.url !== undefined || database.inMemory) return undefined
  const key = makeKey()
  const file = path.join(dataDir, 'bootstrap-key')
  const draft = `${file}.${process.pid}`
  rmSync(draft, { force: true }) // left by a start that died here
  writeFileSync(draft, `${formatKey(key)}\n`, { mode: 0o600, flag: 'wx' })
  renameSync(draft, file)
  log.info({ file }, 'made the first admin key; it is in this file, which you may delete once you have kept it')
  return key
}
