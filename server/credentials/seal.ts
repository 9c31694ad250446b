import { createCipheriv, createDecipheriv, randomBytes } from 'node:crypto'

// version | iv | ciphertext | tag
const VERSION = 1
const IV_BYTES = 12
const TAG_BYTES = 16
const CIPHER = 'aes-256-gcm'

/** Which row and column a sealed value belongs to: moved to another one it does not open. */
const aad = (tenantId: string, table: string, rowId: string, column: string): string =>
  [tenantId, table, rowId, column].join('|')

export const dataKeyAad = (tenantId: string): string => aad(tenantId, 'tenant_keys', tenantId, 'wrapped')

export const platformKeyAad = (id: string): string => aad('platform', 'platform_keys', id, 'wrapped')

export const secondFactorAad = (userId: string): string => aad('platform', 'users', userId, 'totp_secret')

export const identityProviderAad = (tenantId: string | null, id: string): string =>
  aad(tenantId ?? 'platform', 'identity_providers', id, 'client_secret')

export const credentialAad = (
  tenantId: string,
  credentialId: string,
  column: 'access_token' | 'refresh_token' | 'provider_data',
): string => aad(tenantId, 'oauth_credentials', credentialId, column)

export const oauthConfigAad = (tenantId: string, configId: string): string =>
  aad(tenantId, 'oauth_configs', configId, 'client_secret')

export const oauthAttemptAad = (tenantId: string, attemptId: string): string =>
  aad(tenantId, 'oauth_attempts', attemptId, 'verifier')

export function sealBytes(key: Buffer, plain: Buffer, aad: string): Buffer {
  const iv = randomBytes(IV_BYTES)
  const cipher = createCipheriv(CIPHER, key, iv, { authTagLength: TAG_BYTES }).setAAD(Buffer.from(aad))
  return Buffer.concat([Buffer.of(VERSION), iv, cipher.update(plain), cipher.final(), cipher.getAuthTag()])
}

/** Throws when the key, the place or one bit of the value is another. */
export function openBytes(key: Buffer, sealed: Buffer, aad: string): Buffer {
  if (sealed[0] !== VERSION || sealed.length < 1 + IV_BYTES + TAG_BYTES) throw new Error('not a sealed value')
  const iv = sealed.subarray(1, 1 + IV_BYTES)
  const decipher = createDecipheriv(CIPHER, key, iv, { authTagLength: TAG_BYTES })
    .setAAD(Buffer.from(aad))
    .setAuthTag(sealed.subarray(-TAG_BYTES))
  try {
    return Buffer.concat([decipher.update(sealed.subarray(1 + IV_BYTES, -TAG_BYTES)), decipher.final()])
  } catch (cause) {
    throw new Error('a sealed value does not open', { cause })
  }
}

export const seal = (dataKey: Buffer, plain: string, aad: string): Buffer => sealBytes(dataKey, Buffer.from(plain), aad)

export const open = (dataKey: Buffer, sealed: Buffer, aad: string): string =>
  openBytes(dataKey, sealed, aad).toString('utf8')
