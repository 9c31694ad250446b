/** What of a client's own description is used; the rest does not exist. Its `scope` neither: people decide, at each consent. */
const KNOWN = [
  'client_id',
  'client_name',
  'redirect_uris',
  'grant_types',
  'response_types',
  'token_endpoint_auth_method',
  'application_type',
  'client_uri',
  'logo_uri',
  'policy_uri',
  'tos_uri',
] as const

const LOOPBACK = /^http:\/\/(localhost|127\.0\.0\.1|\[::1\])(:\d{1,5})?(\/|$|\?)/i
/** Schemes that run, read or show something in the browser itself, and never lead to a program. */
const DANGEROUS = new Set(
  'javascript data file blob vbscript about filesystem view-source ws wss ftp intent chrome mailto tel'.split(' '),
)
const MAX_REDIRECTS = 10
const MAX_NAME = 100

/** Words for the client's author. */
export class ClientMetadataError extends Error {
  constructor(
    readonly code: 'invalid_redirect_uri' | 'invalid_client_metadata',
    message: string,
  ) {
    super(message)
  }
}

const isCustom = (uri: string): boolean => !/^https?:/i.test(uri)

function checkRedirect(uri: unknown): string {
  const refuse = (why: string) => new ClientMetadataError('invalid_redirect_uri', `A redirect URI ${why}.`)
  if (typeof uri !== 'string' || uri.length > 2_000 || !URL.canParse(uri)) throw refuse('is not a URL')
  const { protocol, username, password, hash } = new URL(uri)
  if (username || password || hash) throw refuse('must not have a user, a password or a fragment')
  if (protocol === 'http:' && !LOOPBACK.test(uri)) throw refuse('with http must lead to the person’s own computer')
  if (DANGEROUS.has(protocol.slice(0, -1))) throw refuse(`must not begin with ${protocol}`)
  return uri
}

/**
 * A client's description in the form that the provider takes. Clients say "web", or nothing, for redirects that only native
 * programs have, and ask for grants that nobody here gives: that is put right, not refused.
 */
export function clientMetadata(given: Readonly<Record<string, unknown>>): Record<string, unknown> {
  const made: Record<string, unknown> = {}
  for (const name of KNOWN) if (given[name] !== undefined) made[name] = given[name]
  const { redirect_uris: uris } = given
  if (!Array.isArray(uris) || uris.length === 0 || uris.length > MAX_REDIRECTS) {
    throw new ClientMetadataError('invalid_redirect_uri', `Give 1 to ${MAX_REDIRECTS} redirect_uris.`)
  }
  const redirects = uris.map(checkRedirect)
  if (redirects.some((uri) => isCustom(uri) || LOOPBACK.test(uri))) made.application_type = 'native'
  made.redirect_uris = redirects
  made.response_types = ['code']
  made.grant_types = grantTypes(given.grant_types)
  // Or the provider makes a secret for a program that cannot keep one.
  made.token_endpoint_auth_method ??= 'none'
  if (typeof given.client_name === 'string') made.client_name = oneLine(given.client_name)
  return made
}

function grantTypes(given: unknown): string[] {
  const wanted = Array.isArray(given) ? given : ['authorization_code', 'refresh_token']
  return ['authorization_code', ...(wanted.includes('refresh_token') ? ['refresh_token'] : [])]
}

/** It is shown to people: no line breaks, no text that runs backwards. */
const oneLine = (name: string): string =>
  name
    .replace(/[\p{Cc}\p{Cf}]/gu, '')
    .trim()
    .slice(0, MAX_NAME)
