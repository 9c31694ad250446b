import { ConnectorError } from '../../connectors/sdk'
import { addressOf, type Vault } from '../credentials/vault'
import { notFound } from '../errors'
import type { Vendors } from '../vendors/vendors'
import { withDeadline } from './deadline'
import { detachedContext } from './detached-context'
import type { Snapshots } from './snapshots'

export type Validation =
  { ok: true; account?: string; scopes?: string[] } | { ok: false; code: string; message: string; hint?: string }

const TIMEOUT_MS = 15_000

/** Asks the vendor whether a connector's credential works. */
export async function validateConnector(
  parts: { snapshots: Snapshots; vault: Vault; vendors: Vendors },
  tenantSlug: string,
  connectorId: string,
  signal: AbortSignal,
): Promise<Validation> {
  const snapshot = await parts.snapshots.get(tenantSlug)
  const connector = snapshot?.connectors.find((c) => c.id === connectorId && c.isAllowed)
  if (!snapshot || !connector) throw notFound('Connector')
  const deadline = withDeadline(signal, TIMEOUT_MS, 'read')
  try {
    const http = parts.vendors.http({
      type: connector.type,
      baseUrl: addressOf(connector),
      credential: parts.vault.credentialFor(snapshot, connector),
      effect: 'read',
      signal: deadline.signal,
    })
    const instance = new connector.type.class({ slug: connector.slug, configuration: connector.configuration, http })
    const { account, scopes } = await deadline.race(() =>
      instance.validateAuth({ ...detachedContext, signal: deadline.signal }),
    )
    return {
      ok: true,
      ...(account === undefined ? {} : { account }),
      ...(scopes === undefined ? {} : { scopes: [...scopes] }),
    }
  } catch (error) {
    if (!(error instanceof ConnectorError)) throw error
    const { hint } = error.details
    return { ok: false, code: error.code, message: error.message, ...(hint === undefined ? {} : { hint }) }
  } finally {
    deadline.end()
  }
}
