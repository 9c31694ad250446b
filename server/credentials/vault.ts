import { type AuthMethod, ConnectorError, type ConnectorType } from '../../connectors/sdk'
import type { Keyring } from './keyring'
import { credentialAad, dataKeyAad, open } from './seal'
import type { SealedCredential } from './sealed-credential'

/** Ready to be sent. `scheme` is empty for vendors that want the bare token. */
export interface OpenCredential {
  readonly token: string
  readonly scheme: string
}

/** Whose data key it is; a tenant's snapshot is one. */
interface KeyHolder {
  readonly tenant: { readonly id: string }
  readonly wrappedKey: Buffer
}

interface Placed {
  readonly configuration: Readonly<Record<string, unknown>>
  readonly type: ConnectorType
}

interface Connected extends Placed {
  readonly slug: string
  readonly credential: SealedCredential | undefined
}

/** The addresses that a connector's calls go to, the usual one first: the tenant's own replaces that one. */
export const addressesOf = ({ configuration, type }: Placed): readonly string[] => {
  const [usual, ...others] = Object.values(type.baseUrls)
  const own = typeof configuration.baseUrl === 'string' ? configuration.baseUrl : usual
  return own === undefined ? others : [own, ...others]
}

export const addressOf = (connector: Placed): string => addressesOf(connector)[0] ?? ''

/**
 * Opens sealed credentials for calls. What it opened is kept beside the snapshot it came from, so it leaves memory with it,
 * after five minutes at most.
 */
export class Vault {
  readonly #opened = new WeakMap<SealedCredential, OpenCredential>()

  constructor(private readonly keyring: Keyring) {}

  /** Undefined for types that need none. Throws `connect_required` where one is missing: never somebody else's. */
  credentialFor(holder: KeyHolder, connector: Connected): OpenCredential | undefined {
    const method = connector.type.auth.find((m): m is Extract<AuthMethod, { kind: 'token' }> => m.kind === 'token')
    if (!method || (connector.type.auth.some((m) => m.kind === 'none') && !connector.credential)) return undefined
    const sealed = connector.credential
    const known = sealed && this.#opened.get(sealed)
    if (known) return known
    if (!sealed || !addressesOf(connector).every((address) => sealed.origins.includes(new URL(address).origin))) {
      throw new ConnectorError('connect_required', `The connector "${connector.slug}" has no credential.`, {
        hint: `A tenant admin has to store a ${method.title} for it.`,
      })
    }
    const { id: tenantId } = holder.tenant
    const dataKey = this.keyring.unwrap(holder.wrappedKey, dataKeyAad(tenantId))
    const opened = {
      token: open(dataKey, sealed.accessToken, credentialAad(tenantId, sealed.id, 'access_token')),
      scheme: method.scheme ?? 'Bearer',
    }
    this.#opened.set(sealed, opened)
    return opened
  }
}
