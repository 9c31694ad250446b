import { ConnectorError, type ConnectorErrorCode, type Explain } from '../sdk'

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
  ['validation_error', ['validation', 'Notion refused the arguments.', 'Check them and try again.']],
])

/** The places in our request that the message names, such as `children[0].paragraph`: names of fields and nothing else. */
function places(message: unknown): Record<string, string> | undefined {
  const found = String(message ?? '').matchAll(/\bbody((?:\.[a-z_]{1,30}|\[\d{1,4}\]){1,8})/g)
  const fields = [...found].slice(0, 3).map(([, place = '']) => [place.slice(1), 'Notion does not take this value.'])
  return fields.length > 0 ? (Object.fromEntries(fields) as Record<string, string>) : undefined
}

/**
 * Goes by Notion's code; its message is never passed on. What is undefined here gets the platform's defaults: those know
 * whether something that broke down on Notion's side may have happened.
 */
export const explain: Explain = ({ status, body }) => {
  const {
    code,
    request_id,
    message: says,
  } = (typeof body === 'object' && body !== null ? body : {}) as Record<string, unknown>
  const known = typeof code === 'string' ? KNOWN.get(code) : undefined
  if (!known) return undefined
  const [ours, message, hint] = known
  return new ConnectorError(ours, message, {
    hint,
    fields: ours === 'validation' ? places(says) : undefined,
    vendorStatus: status,
    vendorCode: String(code),
    vendorRequestId: typeof request_id === 'string' && /^[\w-]{1,64}$/.test(request_id) ? request_id : undefined,
  })
}
