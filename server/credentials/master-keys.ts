import type { Config } from '../config'
import type { Database } from '../db/database'
import type { Log } from '../observability/log'
import { Keyring } from './keyring'
import { openPlatformKey } from './platform-key'
import { keysInUse, rewrapPlatformKey, rewrapTenantKeys } from './rewrap-store'

const BATCH = 100

export interface Rotated {
  /** The key that wraps everything now. */
  readonly keyId: string
  /** How many data keys were wrapped by another one before. */
  readonly rewrapped: number
}

/**
 * Wraps every data key by the current master key. Data keys stay what they are, and what they seal stays as it is, so everybody goes on
 * working. Each batch is a transaction: broken off, it goes on where it was.
 */
export async function rotate(
  db: Database,
  keyring: Keyring,
  progress: (rewrapped: number) => void = () => {},
): Promise<Rotated> {
  const keyId = keyring.currentKeyId
  let rewrapped = await db.withSystem(async (em) => {
    // These keys have to be the ones of this database before anything is written.
    await openPlatformKey(em, keyring)
    return rewrapPlatformKey(em, keyring)
  })
  for (let last: string | undefined; ;) {
    const ids = await db.withSystem(async (em) => {
      const done = await rewrapTenantKeys(em, keyring, last, BATCH)
      // What others hold of a tenant is wrapped by the key that will be gone.
      for (const id of done) await db.announce(em, id)
      return done
    })
    if (ids.length === 0) return { keyId, rewrapped }
    last = ids.at(-1)
    rewrapped += ids.length
    progress(rewrapped)
  }
}

interface MasterKeysParts {
  readonly db: Database
  readonly keyring: Keyring
  /** What is configured now. */
  readonly secrets: () => Config['secrets']
  readonly log: Log
}

/** The master keys of a running server. */
export class MasterKeys {
  constructor(private readonly parts: MasterKeysParts) {}

  /** Takes the keys that are configured now. When they do not open everything, this throws, and those of before go on. */
  async reload(): Promise<void> {
    const { keyring, log } = this.parts
    try {
      keyring.become(await this.#configured())
    } catch (error) {
      log.error({ err: error }, 'the secret keys that are configured now are not used: those of before go on')
      throw error
    }
    log.info({ wraps: keyring.currentKeyId, opens: keyring.ids.join(' ') }, 'took the secret keys')
  }

  async #configured(): Promise<Keyring> {
    const { db, secrets } = this.parts
    const fresh = Keyring.existing({ secrets: secrets() })
    await db.withSystem(async (em) => {
      await openPlatformKey(em, fresh)
      const missing = (await keysInUse(em)).filter((id) => !fresh.ids.includes(id))
      if (missing.length === 0) return
      throw new Error(
        `data is still wrapped by the key "${missing.join('", "')}": give it too, and run sagemcp rotate-keys`,
      )
    })
    return fresh
  }

  rotate(): Promise<Rotated> {
    return rotate(this.parts.db, this.parts.keyring)
  }
}
