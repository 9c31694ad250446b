import { ConnectorError } from '../../connectors/sdk'
import type { Caller } from '../auth/caller'
import type { Accounts, Held } from '../credentials/accounts'
import { notFound } from '../errors'
import type { Recorder } from '../observability/recorder'
import type { Doctor } from '../oauth/doctor'
import type { Vendors } from '../vendors/vendors'
import { Deadline } from './deadline'
import { detachedContext } from './detached-context'
import type { Snapshots } from './snapshots'

export type Validation =
  { ok: true; account?: string; scopes?: string[] } | { ok: false; code: string; message: string; hint?: string }

const TIMEOUT_MS = 15_000

/** Asks the vendor whether a connector's credential works, or a token that is not stored yet. */
export async function validateConnector(
  parts: {
    snapshots: Snapshots
    accounts: Accounts
    vendors: Vendors
    doctor: Doctor
    recorder: Pick<Recorder, 'validated'>
  },
  caller: Pick<Caller, 'userId'>,
  tenantSlug: string,
  connectorId: string,
  signal: AbortSignal,
  pasted?: string,
): Promise<Validation> {
  const snapshot = await parts.snapshots.get(tenantSlug)
  const connector = snapshot?.connectors.find((c) => c.id === connectorId && c.isAllowed)
  if (!snapshot || !connector) throw notFound('Connector')
  const deadline = new Deadline(signal, TIMEOUT_MS, 'read')
  let held: Held | undefined
  const tellDoctor = (thrown?: unknown) => {
    if (!held?.account) return
    const { account, isRenewed } = held
    parts.doctor.saw({ tenantId: snapshot.tenant.id, account, isRenewed, thrown })
  }
  try {
    held =
      pasted === undefined
        ? await deadline.race(() => parts.accounts.forCall(snapshot, connector, caller, { scopes: [] }))
        : parts.accounts.forToken(connector, pasted)
    const http = parts.vendors.http({
      type: connector.type,
      tenantId: snapshot.tenant.id,
      baseUrl: held.baseUrl,
      credential: held.credential,
      effect: 'read',
      signal: deadline.signal,
      ...(held.renew ? { onUnauthorized: held.renew } : {}),
    })
    const instance = new connector.type.class({ slug: connector.slug, configuration: connector.configuration, http })
    const { account, scopes } = await deadline.race(() =>
      instance.validateAuth({ ...detachedContext, signal: deadline.signal }),
    )
    tellDoctor()
    parts.recorder.validated(connector.type.type, 'ok')
    return {
      ok: true,
      ...(account === undefined ? {} : { account }),
      ...(scopes === undefined ? {} : { scopes: [...scopes] }),
    }
  } catch (error) {
    tellDoctor(error)
    parts.recorder.validated(connector.type.type, error instanceof ConnectorError ? error.code : 'internal')
    if (!(error instanceof ConnectorError)) throw error
    const { hint } = error.details
    return { ok: false, code: error.code, message: error.message, ...(hint === undefined ? {} : { hint }) }
  } finally {
    deadline.end()
  }
}
