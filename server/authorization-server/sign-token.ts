import { createPrivateKey, type JsonWebKey, randomUUID } from 'node:crypto'
import { SignJWT } from 'jose'
import type { OAuthGrant } from './entity'
import type { SigningKeys } from './signing-keys'

/** An access token of a grant that came about without an authorization request. It says what the others say. */
export function signAccessToken(
  keys: SigningKeys,
  issuer: string,
  grant: Pick<OAuthGrant, 'id' | 'tenantId' | 'userId' | 'clientId' | 'scopes'> & { readonly expiresAt: Date },
  resource: string,
): Promise<string> {
  const [jwk] = keys.all
  if (!jwk) throw new Error('there is no signing key')
  return new SignJWT({
    client_id: grant.clientId,
    grant_id: grant.id,
    tenant_id: grant.tenantId,
    scope: grant.scopes.join(' '),
  })
    .setProtectedHeader({ alg: 'ES256', typ: 'at+jwt', kid: jwk.kid })
    .setIssuer(issuer)
    .setAudience(resource)
    .setSubject(grant.userId)
    .setIssuedAt()
    .setExpirationTime(grant.expiresAt)
    .setJti(randomUUID())
    .sign(createPrivateKey({ key: { ...jwk } as JsonWebKey, format: 'jwk' }))
}
