import '../../../connectors'
import { type ConnectorType, defaultRegistry, type OAuth2, oauthOf } from '../../../connectors/sdk'

/*
 * What each type says about its vendor's OAuth, compared with what the vendors document. Written apart from the
 * declarations, so that a slip of the hand in one of them shows.
 */
interface Facts {
  provider: string
  hosts: { authorize: string; token: string; revoke: string | undefined }
  parameters: Readonly<Record<string, string>>
  separator: ' ' | ','
  pkce: boolean
  token: string
  headers: readonly string[]
  revoke: string | undefined
  /** By name: the parameter that asks for its scopes, and the object of the reply that holds it. */
  tokens: Readonly<Record<string, readonly [parameter: string | null, at?: string]>>
  base: Readonly<Record<string, readonly string[]>>
  /** It has no scopes: tools name capabilities, in words that no grant can hold and that are never asked for. */
  capabilities?: true
  refresh: OAuth2['refresh']
  dead: readonly string[]
  places: readonly string[]
  selfHosted: boolean
  /** The scheme of a pasted token; undefined where there is none. */
  pasted: string | undefined
}

export const FACTS: Readonly<Record<string, Facts>> = {
  github: {
    provider: 'github',
    hosts: { authorize: 'github.com', token: 'github.com', revoke: 'api.github.com' },
    parameters: {},
    separator: ' ',
    pkce: true,
    token: 'body form',
    headers: ['accept'],
    revoke: 'DELETE basic json access_token access',
    tokens: { default: ['scope'] },
    base: {},
    refresh: 'rotates',
    dead: ['bad_refresh_token'],
    places: [],
    selfHosted: true,
    pasted: 'Bearer',
  },
  google_docs: {
    provider: 'google',
    hosts: { authorize: 'accounts.google.com', token: 'oauth2.googleapis.com', revoke: 'oauth2.googleapis.com' },
    parameters: { access_type: 'offline', prompt: 'consent' },
    separator: ' ',
    pkce: true,
    token: 'body form',
    headers: [],
    revoke: 'POST body form token refresh',
    tokens: { default: ['scope'] },
    base: { default: ['openid', 'email'] },
    refresh: 'stays',
    dead: ['invalid_grant'],
    places: [],
    selfHosted: false,
    pasted: undefined,
  },
  jira: {
    provider: 'jira',
    hosts: { authorize: 'auth.atlassian.com', token: 'auth.atlassian.com', revoke: undefined },
    parameters: { audience: 'api.atlassian.com', prompt: 'consent' },
    separator: ' ',
    pkce: true,
    token: 'body json',
    headers: [],
    revoke: undefined,
    tokens: { default: ['scope'] },
    base: { default: ['offline_access', 'read:jira-user'] },
    refresh: 'rotates',
    dead: ['invalid_grant', 'unauthorized_client'],
    places: ['api.atlassian.com'],
    selfHosted: false,
    pasted: undefined,
  },
  linear: {
    provider: 'linear',
    hosts: { authorize: 'linear.app', token: 'api.linear.app', revoke: 'api.linear.app' },
    parameters: { prompt: 'consent' },
    separator: ',',
    pkce: true,
    token: 'body form',
    headers: [],
    revoke: 'POST bearer form token access',
    tokens: { default: ['scope'] },
    base: { default: ['read'] },
    refresh: 'rotates',
    dead: ['invalid_grant'],
    places: [],
    selfHosted: false,
    pasted: '',
  },
  notion: {
    provider: 'notion',
    hosts: { authorize: 'api.notion.com', token: 'api.notion.com', revoke: 'api.notion.com' },
    parameters: { owner: 'user' },
    separator: ' ',
    pkce: true,
    token: 'basic json',
    headers: ['notion-version'],
    revoke: 'POST basic json token access',
    tokens: { default: [null] },
    base: {},
    capabilities: true,
    refresh: 'rotates',
    dead: ['invalid_grant'],
    places: [],
    selfHosted: false,
    pasted: 'Bearer',
  },
  slack: {
    provider: 'slack',
    hosts: { authorize: 'slack.com', token: 'slack.com', revoke: 'slack.com' },
    parameters: {},
    separator: ',',
    pkce: false,
    token: 'body form',
    headers: [],
    revoke: 'POST bearer form - access',
    tokens: { user: ['user_scope', 'authed_user'], bot: ['scope'] },
    base: { user: ['users:read'] },
    refresh: 'rotates',
    dead: ['invalid_refresh_token', 'token_revoked', 'invalid_code'],
    places: [],
    selfHosted: false,
    pasted: 'Bearer',
  },
  zoom: {
    provider: 'zoom',
    hosts: { authorize: 'zoom.us', token: 'zoom.us', revoke: 'zoom.us' },
    parameters: {},
    separator: ' ',
    pkce: true,
    token: 'basic form',
    headers: [],
    revoke: 'POST basic form token access',
    tokens: { default: [null] },
    base: {},
    refresh: 'rotates',
    dead: ['invalid_grant'],
    places: ['api.zoom.us', 'api-eu01.zoom.us'],
    selfHosted: false,
    pasted: undefined,
  },
}

export function typeOf(name: string): ConnectorType & { oauth: OAuth2 } {
  const type = defaultRegistry.get(name)
  const oauth = type && oauthOf(type)
  if (!oauth) throw new Error(`${name} has no OAuth.`)
  return { ...type, oauth }
}
