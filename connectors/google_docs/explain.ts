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
  [
    'invalidSharingRequest',
    [
      'validation',
      'Google refused to share with this address.',
      'It may have no Google account: then it can be shared only with the e-mail (notify true).',
    ],
  ],
  ['shareOutNotPermitted', ['forbidden', 'The organisation does not allow sharing with people outside.']],
  ['publishOutNotPermitted', ['forbidden', 'The organisation does not allow public links.']],
  ['insufficientParentPermissions', ['forbidden', 'The connected account may not put files into this folder.']],
  ['cannotCopyFile', ['forbidden', 'The owner does not allow copies of the file.']],
  ['cannotDownloadFile', ['forbidden', 'The owner does not allow downloads of the file.']],
  ['fileNotExportable', ['validation', 'This is not a Google Docs document, which alone can be exported.']],
  ['storageQuotaExceeded', ['forbidden', 'The storage of the account is full.']],
  ['exportSizeLimitExceeded', ['too_large', 'Google exports no more than 10 MB.']],
])

/** Where no reason that we know is given. */
const BY_STATUS: Readonly<Record<number, Known>> = {
  404: [
    'not_found',
    'Not found, or the connected account has no access to it.',
    'Check the id or URL. With the scope drive.file alone, Drive shows a connection only files that it made.',
  ],
  429: SLOW,
}

/** What Google calls the arguments that have another name in our tools. */
const OURS: ReadonlyMap<string, string> = new Map(
  Object.entries({
    fileId: 'document',
    commentId: 'comment_id',
    pageToken: 'cursor',
    pageSize: 'limit',
    q: 'query',
    orderBy: 'order',
    driveId: 'shared_drive',
    parents: 'folder',
    name: 'title',
    mimeType: 'format',
    emailAddress: 'email',
    emailMessage: 'message',
    sendNotificationEmail: 'notify',
    startModifiedTime: 'changed_after',
    content: 'text',
  }),
)

interface RawDetail {
  readonly reason?: unknown
  readonly location?: unknown
  readonly fieldViolations?: unknown
}

const objects = (list: unknown): object[] =>
  Array.isArray(list) ? (list as unknown[]).filter((each) => typeof each === 'object' && each !== null) : []

/** Everything that Google says about an error in places of their own: in `errors` of old, in `details` now. */
function detailsOf(body: unknown): RawDetail[] {
  const { error } = (typeof body === 'object' && body !== null ? body : {}) as { error?: unknown }
  if (typeof error !== 'object' || error === null) return []
  const { errors, details } = error as { errors?: unknown; details?: unknown }
  return [...objects(details), ...objects(errors)]
}

/** The arguments that were refused. A place is a name such as `pageToken`, or a way such as `permission.emailAddress`. */
function refusedFields(details: readonly RawDetail[]): string[] {
  const places = details.flatMap(({ location, fieldViolations }) => [
    location,
    ...objects(fieldViolations).map((each) => (each as { field?: unknown }).field),
  ])
  return places.flatMap((place) => {
    const [, name] = typeof place === 'string' ? (/^(?:\w{1,40}\.)?([A-Za-z]{1,40})$/.exec(place) ?? []) : []
    return name === undefined ? [] : [OURS.get(name) ?? name]
  })
}

function refused(status: number, fields: readonly string[]): ConnectorError {
  return new ConnectorError('validation', `Google refused ${[...new Set(fields)].join(', ')}.`, {
    fields: Object.fromEntries(fields.map((field) => [field, 'Google does not take this value.'])),
    hint: fields.includes('cursor') ? 'Leave out the cursor and begin again.' : 'Check it and try again.',
    vendorStatus: status,
  })
}

/** What is undefined here gets the platform's defaults. */
export const explain: Explain = ({ status, headers, body }) => {
  const details = detailsOf(body)
  const names = details.map(({ reason }) => reason).filter((reason) => typeof reason === 'string')
  const reason = names.find((each) => KNOWN.has(each))
  const known = reason === undefined ? BY_STATUS[status] : KNOWN.get(reason)
  const fields = known || status !== 400 ? [] : refusedFields(details)
  if (fields.length > 0) return refused(status, fields)
  if (!known) return undefined
  const [code, message, hint] = known
  return new ConnectorError(code, message, {
    hint,
    retryAfterS: code === 'rate_limited' ? (retryAfter(headers) ?? 60) : undefined,
    vendorStatus: status,
    vendorCode: reason,
  })
}
