import { ConnectorError, type ConnectorErrorCode, type Explain, retryAfter } from '../sdk'

type Known = readonly [ConnectorErrorCode, string, string?]

const KNOWN: ReadonlyMap<string, Known> = new Map<string, Known>([
  [
    'restricted_resource',
    [
      'missing_scope',
      'The connection lacks a capability that this call needs.',
      'Give it to the integration in Notion, then connect again.',
    ],
  ],
  [
    'object_not_found',
    [
      'not_found',
      'Not found, or not shared with the connection.',
      'In Notion: open the page, menu, Connections, add this one.',
    ],
  ],
  ['conflict_error', ['conflict', 'Somebody changed it at the same time.', 'Read it again first.']],
  ['service_unavailable', ['vendor_unavailable', 'Notion is not available.', 'Try again later.']],
  ['service_overload', ['vendor_unavailable', 'Notion has too much to do.', 'Try again later.']],
])

/** Goes by Notion's code; its message is never passed on. What is undefined here gets the platform's defaults. */
export const explain: Explain = ({ status, headers, body }) => {
  const { code, request_id } = (typeof body === 'object' && body !== null ? body : {}) as Record<string, unknown>
  const known = typeof code === 'string' ? KNOWN.get(code) : undefined
  if (!known) return undefined
  const [ours, message, hint] = known
  return new ConnectorError(ours, message, {
    hint,
    retryAfterS: ours === 'vendor_unavailable' ? retryAfter(headers) : undefined,
    vendorStatus: status,
    vendorCode: String(code),
    vendorRequestId: typeof request_id === 'string' && /^[\w-]{1,64}$/.test(request_id) ? request_id : undefined,
  })
}
