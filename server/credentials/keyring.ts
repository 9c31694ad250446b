import { randomBytes } from 'node:crypto'
import type { Config } from '../config'
import type { Log } from '../observability/log'
import { MASTER_KEY_BYTES, type MasterKey } from './master-key'
import { openKeyFile, readKeyFile } from './key-file'
import { openBytes, sealBytes } from './seal'

/** The master keys. They wrap data keys and touch nothing else. */
export class Keyring {
  #keys: ReadonlyMap<string, Buffer>
  #currentKeyId: string

  constructor(keys: readonly MasterKey[]) {
    const [current] = keys
    if (!current) throw new Error('a keyring needs a key')
    this.#currentKeyId = current.id
    this.#keys = new Map(keys.map(({ id, key }) => [id, key]))
  }

  static fromConfig(config: Pick<Config, 'secrets' | 'database'>, log: Log): Keyring {
    if (config.secrets.keys.length > 0) return new Keyring(config.secrets.keys)
    if (config.database.inMemory) return new Keyring([{ id: 'memory', key: randomBytes(MASTER_KEY_BYTES) }])
    return new Keyring(openKeyFile(config.secrets.keyFile, log))
  }

  /** Of keys that are there: for data that has keys already, a new one opens nothing. */
  static existing(config: Pick<Config, 'secrets'>): Keyring {
    return new Keyring(config.secrets.keys.length > 0 ? config.secrets.keys : readKeyFile(config.secrets.keyFile))
  }

  /** The key that wraps from now on. */
  get currentKeyId(): string {
    return this.#currentKeyId
  }

  /** Of all that open. */
  get ids(): readonly string[] {
    return [...this.#keys.keys()]
  }

  /** Whoever has this keyring uses the keys of the other one from now on. */
  become(other: Keyring): void {
    this.#keys = other.#keys
    this.#currentKeyId = other.#currentKeyId
  }

  static newDataKey(): Buffer {
    return randomBytes(32)
  }

  /** length of the key id | key id | sealed data key */
  wrap(dataKey: Buffer, aad: string): Buffer {
    const id = Buffer.from(this.#currentKeyId)
    return Buffer.concat([Buffer.of(id.length), id, sealBytes(this.#key(this.#currentKeyId), dataKey, aad)])
  }

  unwrap(wrapped: Buffer, aad: string): Buffer {
    const end = 1 + (wrapped[0] ?? 0)
    const id = wrapped.subarray(1, end).toString()
    return openBytes(this.#key(id), wrapped.subarray(end), aad)
  }

  #key(id: string): Buffer {
    const key = this.#keys.get(id)
    if (!key) throw new Error(`there is no master key "${id}"`)
    return key
  }
}
