import type { OAuth2Addresses } from '../../connectors/sdk'
import type { OAuthApp } from './token-endpoint'

interface Begun {
  readonly addresses: OAuth2Addresses
  readonly app: Pick<OAuthApp, 'clientId'>
  readonly verifier: string | undefined
}

const targetOf = ({ addresses, app }: Pick<Begun, 'addresses' | 'app'>): string =>
  JSON.stringify([addresses.authorize, addresses.token, app.clientId])

/** What an attempt went to the vendor with, as text to be sealed. */
export const sealable = (begun: Begun): string =>
  JSON.stringify({ target: targetOf(begun), verifier: begun.verifier ?? null })

/**
 * The PKCE verifier, or true where there is none; undefined when the addresses or the application are others by now: a code
 * goes to no server but the one that gave it.
 */
export function verifierOf(text: string, now: Pick<Begun, 'addresses' | 'app'>): string | true | undefined {
  const { target, verifier } = JSON.parse(text) as { target: string; verifier: string | null }
  return target === targetOf(now) ? (verifier ?? true) : undefined
}
