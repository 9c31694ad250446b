import { createHash, randomBytes } from 'node:crypto'

const FORM = /^[A-Za-z0-9_-]{43}$/

/** A secret for a link or a cookie: 256 bits, base64url. Only its hash is stored. */
export const newToken = (): string => randomBytes(32).toString('base64url')

export const hashToken = (token: string): Buffer => createHash('sha256').update(token).digest()

/** Whether it can be one of ours at all: what has another form is not looked up. */
export const isToken = (text: string): boolean => FORM.test(text)
