import { createHash, randomInt } from 'node:crypto'

const ID_CHARS = 'abcdefghijklmnopqrstuvwxyz234567'
const SECRET_CHARS = 'ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789'

/** `sk_<id>_<secret>`. A secret that an operator chose may hold dashes and underscores; an id never does. */
const KEY = /^sk_([A-Za-z0-9]{1,64})_([A-Za-z0-9_-]{32,256})$/

export interface Key {
  /** Names the key everywhere; not secret. */
  readonly id: string
  readonly secret: string
}

const pick = (chars: string, count: number): string =>
  Array.from({ length: count }, () => chars.charAt(randomInt(chars.length))).join('')

/** 43 characters of 62 are 256 bits. */
export const makeKey = (): Key => ({ id: pick(ID_CHARS, 16), secret: pick(SECRET_CHARS, 43) })

export const formatKey = ({ id, secret }: Key): string => `sk_${id}_${secret}`

export function parseKey(text: string): Key | undefined {
  const [, id, secret] = KEY.exec(text) ?? []
  return id === undefined || secret === undefined ? undefined : { id, secret }
}

/** A plain hash is enough: the secret is as long as the hash and was made by a machine. */
export const hashSecret = (secret: string): Buffer => createHash('sha256').update(secret).digest()
