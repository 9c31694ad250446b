import { AuditVerification, AuditVerifyQuery } from '../contracts/audit'
import { endpoint, type Endpoint } from '../http/endpoint'
import type { ChainOf } from './chain'
import type { Anchor, AuditVerifier } from './verify'

/** What is left is for the next request. */
const MOST_MS = 8_000

export function verifyRoutes(verifier: AuditVerifier): Endpoint[] {
  const verify = (of: ChainOf, { from, anchor }: AuditVerifyQuery, signal: AbortSignal) => {
    const end = performance.now() + MOST_MS
    const isOver = () => signal.aborted || performance.now() > end
    return verifier.verify(of, { from, anchor: anchorOf(anchor), isOver })
  }
  return [
    endpoint({
      method: 'GET',
      path: '/api/v1/admin/tenants/:tenant/audit/verify',
      summary: 'Check that the sealed audit of a tenant is as it was sealed, and name what is not sealed yet',
      permission: 'audit:read',
      audit: null,
      query: AuditVerifyQuery,
      reply: AuditVerification,
      handle: ({ tenant, query, signal }) => verify(tenant.id, query, signal),
    }),
    endpoint({
      method: 'GET',
      path: '/api/v1/admin/audit/verify',
      summary: 'Check that the sealed audit of the platform is as it was sealed, and name what is not sealed yet',
      permission: 'platform-audit:read',
      audit: null,
      query: AuditVerifyQuery,
      reply: AuditVerification,
      handle: ({ query, signal }) => verify(null, query, signal),
    }),
  ]
}

/** `<position>:<hash>` */
function anchorOf(text: string | undefined): Anchor | undefined {
  if (text === undefined) return undefined
  const [position, hash = ''] = text.split(':')
  return { position: Number(position), hash }
}
