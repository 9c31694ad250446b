import type { Judgement, VendorCall } from './contract'
import type { Account } from './vendor-description'

const ACCEPTED = /^application\/vnd\.github\.?(?:raw|text-match|object|diff|patch)?(?:\+json)?$/
const API_VERSION = '2022-11-28'

/** Headers that every request carries. */
export function headerViolations({ id }: Judgement, { headers, body }: VendorCall): string[] {
  const found: string[] = []
  const at = id ?? 'request'
  const hasBody = body !== undefined
  if (!ACCEPTED.test(headers['accept'] ?? '')) found.push(`${at}: header accept "${headers['accept']}".`)
  if (headers['x-github-api-version'] !== API_VERSION) found.push(`${at}: header x-github-api-version.`)
  if (!headers['user-agent']) found.push(`${at}: header user-agent is missing.`)
  if (hasBody && !headers['content-type']?.startsWith('application/json')) found.push(`${at}: header content-type.`)
  return found
}

/** What GitHub refuses although its document does not say so in a schema. */
export function unwrittenRules({ id }: Judgement, { query }: VendorCall): string[] {
  const found: string[] = []
  if (
    id === 'repos/list-for-authenticated-user' &&
    query.has('type') &&
    (query.has('visibility') || query.has('affiliation'))
  ) {
    found.push(`${id}: type excludes visibility and affiliation.`)
  }
  const q = query.get('q') ?? ''
  if (id === 'search/issues-and-pull-requests' && !/\b(?:is|type):(?:issue|pr|pull-request)\b/.test(q)) {
    found.push(`${id}: q must hold is:issue or is:pull-request.`)
  }
  if (Number(query.get('per_page')) > 100) found.push(`${id}: per_page is at most 100.`)
  return found
}

const IMPLIED: Readonly<Record<string, readonly string[]>> = {
  'read:org': ['write:org', 'admin:org'],
  'read:user': ['user'],
}

export const grants = ({ scopes }: Account, needed: readonly string[]): boolean =>
  !scopes || needed.every((scope) => [scope, ...(IMPLIED[scope] ?? [])].some((each) => scopes.includes(each)))

/** A fine-grained token has no scopes, and GitHub does not describe it. */
export const accountHeaders = ({ scopes }: Account, accepted: readonly string[]): Record<string, string> => ({
  'x-github-request-id': 'C0DE:1F2E:3D4C5B:6A7980:690A0B0C',
  'x-ratelimit-limit': '5000',
  'x-ratelimit-remaining': '4987',
  'x-ratelimit-used': '13',
  'x-ratelimit-reset': String(Math.floor(Date.now() / 1_000) + 1_800),
  'x-ratelimit-resource': 'core',
  ...(scopes ? { 'x-oauth-scopes': scopes.join(', '), 'x-accepted-oauth-scopes': accepted.join(', ') } : {}),
})
