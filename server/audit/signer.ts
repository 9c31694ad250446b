import { createHash, createPrivateKey, createPublicKey, hkdfSync, type KeyObject, sign, verify } from 'node:crypto'

/** What stands before 32 bytes of an Ed25519 key in PKCS #8. */
const PKCS8 = Buffer.from('302e020100300506032b657004220420', 'hex')

/**
 * Signs checkpoints with an Ed25519 key that comes from the platform's data key: it is in no table, and who has only the
 * database cannot sign. Who has the master keys too can.
 */
export class AuditSigner {
  readonly #private: KeyObject
  readonly #public: KeyObject
  /** Names the key. */
  readonly keyId: string

  constructor(platformKey: Buffer) {
    const seed = Buffer.from(hkdfSync('sha256', platformKey, Buffer.alloc(0), 'audit checkpoints', 32))
    this.#private = createPrivateKey({ key: Buffer.concat([PKCS8, seed]), format: 'der', type: 'pkcs8' })
    this.#public = createPublicKey(this.#private)
    const der = this.#public.export({ format: 'der', type: 'spki' })
    this.keyId = createHash('sha256').update(der).digest('hex').slice(0, 16)
  }

  sign(text: string): Buffer {
    return sign(null, Buffer.from(text), this.#private)
  }

  isSigned(text: string, signature: Buffer | null): boolean {
    return signature !== null && verify(null, Buffer.from(text), this.#public, signature)
  }
}
