import { createPublicKey, generateKeyPairSync, type JsonWebKey, type KeyObject, randomUUID } from 'node:crypto'
import type { JWK } from 'oidc-provider'
import { open, seal } from '../credentials/seal'
import type { Database } from '../db/database'
import { derivedKey } from './derived-key'
import type { SigningKey } from './entity'
import { addSigningKey, lockSigningKeys, removeSigningKeysBefore } from './store'

const DAY_MS = 86_400_000
const SIGNS_FOR_MS = 30 * DAY_MS
/** Much longer than a process that missed a rotation signs with it, and a token of that process lives. */
const KEPT_FOR_MS = 2 * SIGNS_FOR_MS
/** An unknown `kid` may be a new key of another process; a flood of invented ones asks the database this often. */
const LOOK_AGAIN_MS = 2_000

const aad = (id: string): string => `platform|oauth_signing_keys|${id}|sealed`

export type PrivateJwk = JWK & { kid: string }

/** ES256 keys that every process shares. The newest signs; the older ones still verify. */
export class SigningKeys {
  readonly #sealingKey: Buffer
  #keys: readonly PrivateJwk[] = []
  #public = new Map<string, KeyObject>()
  #lookedAt = 0

  private constructor(
    private readonly db: Database,
    platformKey: Buffer,
  ) {
    this.#sealingKey = derivedKey(platformKey, 'oauth signing keys')
  }

  static async open(db: Database, platformKey: Buffer): Promise<SigningKeys> {
    const keys = new SigningKeys(db, platformKey)
    await keys.rotate()
    return keys
  }

  /** The one that signs comes first. */
  get all(): readonly PrivateJwk[] {
    return this.#keys
  }

  /** Makes a key when the newest is old, forgets the oldest, and reads what is there. True when that changed something. */
  async rotate(now = Date.now()): Promise<boolean> {
    const rows = await this.db.withSystem(async (em) => {
      await removeSigningKeysBefore(em, new Date(now - KEPT_FOR_MS))
      const found = await lockSigningKeys(em)
      const newest = found[0]
      if (newest && newest.createdAt.getTime() > now - SIGNS_FOR_MS) return found
      const { id, sealed } = this.#make()
      return [await addSigningKey(em, id, sealed), ...found]
    })
    return this.#take(rows)
  }

  /** The public key that a token names. */
  async publicKey(kid: string | undefined): Promise<KeyObject> {
    const known = this.#public.get(kid ?? '')
    if (known) return known
    if (Date.now() - this.#lookedAt > LOOK_AGAIN_MS) {
      this.#lookedAt = Date.now()
      this.#take(await this.db.withSystem(lockSigningKeys))
    }
    const found = this.#public.get(kid ?? '')
    if (!found) throw new Error('no such signing key')
    return found
  }

  #make(): { id: string; sealed: Buffer } {
    const id = randomUUID()
    const { privateKey } = generateKeyPairSync('ec', { namedCurve: 'P-256' })
    const jwk = { ...privateKey.export({ format: 'jwk' }), kid: id, alg: 'ES256', use: 'sig' }
    return { id, sealed: seal(this.#sealingKey, JSON.stringify(jwk), aad(id)) }
  }

  #take(rows: readonly SigningKey[]): boolean {
    const before = this.#keys.map((key) => key.kid).join()
    this.#keys = rows.map((row) => JSON.parse(open(this.#sealingKey, row.sealed, aad(row.id))) as PrivateJwk)
    this.#public = new Map(
      this.#keys.map((jwk) => [jwk.kid, createPublicKey({ key: { ...jwk } as JsonWebKey, format: 'jwk' })]),
    )
    return this.#keys.map((key) => key.kid).join() !== before
  }
}
