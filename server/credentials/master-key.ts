/** Wraps data keys. Comes from the environment or the key file, never from the database. */
export interface MasterKey {
  readonly id: string
  readonly key: Buffer
}

export const MASTER_KEY_BYTES = 32

const FORM = /^([A-Za-z0-9_-]{1,32}):([A-Za-z0-9+/_-]+={0,2})$/

/** Reads `id:base64,...`; the first is the one that wraps from now on. The messages never repeat what was read. */
export function parseMasterKeys(text: string): readonly MasterKey[] {
  const keys = text.split(',').map((part): MasterKey => {
    const [, id = '', encoded = ''] = FORM.exec(part.trim()) ?? []
    const key = Buffer.from(encoded, 'base64')
    if (id === '' || key.length !== MASTER_KEY_BYTES) {
      throw new Error(`must be id:base64 of ${MASTER_KEY_BYTES} random bytes, or several of these with commas`)
    }
    return { id, key }
  })
  if (new Set(keys.map((k) => k.id)).size < keys.length) throw new Error('must not use a key id twice')
  return keys
}

export const formatMasterKey = ({ id, key }: MasterKey): string => `${id}:${key.toString('base64')}`
