import type { Database, EntityManager } from '../db/database'
import { PlatformKey } from './entity'
import { Keyring } from './keyring'
import { platformKeyAad } from './seal'

const ID = 'platform'

/**
 * The data key of the platform itself, made when there is none. It is also the proof that these master keys belong to this
 * database, so it is opened before anything is served.
 */
export async function verifyKeyring(db: Database, keyring: Keyring): Promise<Buffer> {
  const aad = platformKeyAad(ID)
  const row = await db.withSystem(async (em) => {
    const fresh = { id: ID, wrapped: keyring.wrap(Keyring.newDataKey(), aad), keyId: keyring.currentKeyId }
    // Of two processes that start at once one makes it; both go on with the row that is there.
    await em.createQueryBuilder().insert().into(PlatformKey).values(fresh).orIgnore().execute()
    return em.findOneByOrFail(PlatformKey, { id: ID })
  })
  return unwrap(row, keyring)
}

/** The one that is there. */
export async function openPlatformKey(em: EntityManager, keyring: Keyring): Promise<Buffer> {
  const row = await em.findOneBy(PlatformKey, { id: ID })
  if (!row) throw new Error('this database has no key of the platform')
  return unwrap(row, keyring)
}

function unwrap(row: PlatformKey, keyring: Keyring): Buffer {
  try {
    return keyring.unwrap(row.wrapped, platformKeyAad(ID))
  } catch (cause) {
    throw new Error(
      `SAGEMCP_SECRET_KEYS does not open this database: it was made with the key "${row.keyId}". ` +
        'Give that key too, or restore the secret-key file that belongs to this data.',
      { cause },
    )
  }
}
