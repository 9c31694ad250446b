import { hkdfSync } from 'node:crypto'

/** A key of its own for each purpose, from the platform's data key. */
export const derivedKey = (platformKey: Buffer, purpose: string): Buffer =>
  Buffer.from(hkdfSync('sha256', platformKey, Buffer.alloc(0), purpose, 32))
