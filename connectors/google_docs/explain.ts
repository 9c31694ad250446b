import { ConnectorError, type ConnectorErrorCode, type Explain, retryAfter } from '../sdk'

type Known = readonly [ConnectorErrorCode, string, string?]

const SCOPE: Known = [
  'missing_scope',
  'The connection lacks a scope that this call needs.',
  'Connect again and leave every box of the consent page ticked.',
]
const SLOW: Known = ['rate_limited', 'Google asks to slow down.', 'Wait a minute and try again.']
const API_OFF: Known = [
  'forbidden',
  'The Google Docs or Drive API is switched off in the Google Cloud project of the OAuth app.',
  'An admin has to enable both under APIs & Services.',
]

/** By Google's reasons: lower camel case from Drive, capitals from the newer services. */
const KNOWN: ReadonlyMap<string, Known> = new Map<string, Known>([
  ['insufficientPermissions', SCOPE],
  ['insufficientScopes', SCOPE],
  ['ACCESS_TOKEN_SCOPE_INSUFFICIENT', SCOPE],
  ['rateLimitExceeded', SLOW],
  ['userRateLimitExceeded', SLOW],
  ['sharingRateLimitExceeded', SLOW],
  [
    'dailyLimitExceeded',
    ['rate_limited', 'The daily limit of the Google Cloud project is reached.', 'Try again tomorrow.'],
  ],
  ['RATE_LIMIT_EXCEEDED', SLOW],
  ['accessNotConfigured', API_OFF],
  ['SERVICE_DISABLED', API_OFF],
  [
    'appNotAuthorizedToFile',
    ['forbidden', 'With drive.file the connection reaches only files that it made or that were opened with it.'],
  ],
  ['insufficientFilePermissions', ['forbidden', 'The connected account may not do this with the file.']],
  ['domainPolicy', ['forbidden', "The organisation's admin has switched off Drive apps."]],
  ['storageQuotaExceeded', ['forbidden', 'The storage of the account is full.']],
  ['exportSizeLimitExceeded', ['too_large', 'Google exports no more than 10 MB.']],
])

interface RawError {
  readonly errors?: unknown
  readonly details?: unknown
}

/** Every reason that the body names, wherever Google put it. */
function reasons(body: unknown): string[] {
  const { error } = (typeof body === 'object' && body !== null ? body : {}) as { error?: unknown }
  if (typeof error !== 'object' || error === null) return []
  const { errors, details } = error as RawError
  return [details, errors]
    .flatMap((list) => (Array.isArray(list) ? (list as unknown[]) : []))
    .map((each) => (typeof each === 'object' && each !== null ? (each as { reason?: unknown }).reason : undefined))
    .filter((reason) => typeof reason === 'string')
}

/** What is undefined here gets the platform's defaults. */
export const explain: Explain = ({ status, headers, body }) => {
  const reason = reasons(body).find((each) => KNOWN.has(each))
  const known = reason === undefined ? undefined : KNOWN.get(reason)
  if (!known) return undefined
  const [code, message, hint] = known
  return new ConnectorError(code, message, {
    hint,
    retryAfterS: code === 'rate_limited' ? (retryAfter(headers) ?? 60) : undefined,
    vendorStatus: status,
    vendorCode: reason,
  })
}
