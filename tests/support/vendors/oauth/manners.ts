import type { VendorName } from './stand-ins'

export interface PlainRequest {
  method?: string
  at: string
  headers?: Readonly<Record<string, string>>
  json?: object
}

/** How somebody who does everything right speaks to a vendor. */
export interface Manner {
  authorize: string
  query: Readonly<Record<string, string>>
  pkce: boolean
  token: string
  client: 'basic' | 'body'
  body: 'form' | 'json'
  /** Whether grant_type is sent with a code. */
  grantType: boolean
  identity: PlainRequest
  revoke?: {
    method?: 'POST' | 'DELETE'
    at: string
    by: 'basic' | 'bearer' | 'nobody'
    body: 'form' | 'json'
    field: string | null
  }
}

export const MANNERS: Readonly<Record<VendorName, Manner>> = {
  github: {
    authorize: 'https://github.com/login/oauth/authorize',
    query: { scope: 'repo read:org' },
    pkce: true,
    token: 'https://github.com/login/oauth/access_token',
    client: 'body',
    body: 'form',
    grantType: false,
    identity: { at: 'https://api.github.com/user', headers: { 'user-agent': 'SageMCP' } },
    revoke: {
      method: 'DELETE',
      at: 'https://api.github.com/applications/{client_id}/grant',
      by: 'basic',
      body: 'json',
      field: 'access_token',
    },
  },
  jira: {
    authorize: 'https://auth.atlassian.com/authorize',
    query: {
      audience: 'api.atlassian.com',
      prompt: 'consent',
      response_type: 'code',
      scope: 'read:jira-work read:jira-user offline_access',
    },
    pkce: true,
    token: 'https://auth.atlassian.com/oauth/token',
    client: 'body',
    body: 'json',
    grantType: true,
    identity: { at: 'https://api.atlassian.com/oauth/token/accessible-resources' },
  },
  slack: {
    authorize: 'https://slack.com/oauth/v2/authorize',
    query: { scope: 'channels:read,chat:write', user_scope: 'search:read' },
    pkce: false,
    token: 'https://slack.com/api/oauth.v2.access',
    client: 'body',
    body: 'form',
    grantType: false,
    identity: { method: 'POST', at: 'https://slack.com/api/auth.test' },
    revoke: { at: 'https://slack.com/api/auth.revoke', by: 'bearer', body: 'form', field: null },
  },
  notion: {
    authorize: 'https://api.notion.com/v1/oauth/authorize',
    query: { owner: 'user', response_type: 'code' },
    pkce: true,
    token: 'https://api.notion.com/v1/oauth/token',
    client: 'basic',
    body: 'json',
    grantType: true,
    identity: { at: 'https://api.notion.com/v1/users/me', headers: { 'notion-version': '2025-09-03' } },
    revoke: { at: 'https://api.notion.com/v1/oauth/revoke', by: 'basic', body: 'json', field: 'token' },
  },
  zoom: {
    authorize: 'https://zoom.us/oauth/authorize',
    query: { response_type: 'code', scope: 'user:read:user meeting:read:meeting' },
    pkce: true,
    token: 'https://zoom.us/oauth/token',
    client: 'basic',
    body: 'form',
    grantType: true,
    identity: { at: 'https://api.zoom.us/v2/users/me' },
    revoke: { at: 'https://zoom.us/oauth/revoke', by: 'basic', body: 'form', field: 'token' },
  },
  google: {
    authorize: 'https://accounts.google.com/o/oauth2/v2/auth',
    query: {
      response_type: 'code',
      access_type: 'offline',
      prompt: 'consent',
      scope: 'openid email https://www.googleapis.com/auth/documents https://www.googleapis.com/auth/drive.file',
    },
    pkce: true,
    token: 'https://oauth2.googleapis.com/token',
    client: 'body',
    body: 'form',
    grantType: true,
    identity: { at: 'https://openidconnect.googleapis.com/v1/userinfo' },
    revoke: { at: 'https://oauth2.googleapis.com/revoke', by: 'nobody', body: 'form', field: 'token' },
  },
  linear: {
    authorize: 'https://linear.app/oauth/authorize',
    query: { response_type: 'code', prompt: 'consent', scope: 'read,write' },
    pkce: true,
    token: 'https://api.linear.app/oauth/token',
    client: 'body',
    body: 'form',
    grantType: true,
    identity: {
      method: 'POST',
      at: 'https://api.linear.app/graphql',
      json: { query: '{ viewer { id name organization { id } } }' },
    },
    revoke: { at: 'https://api.linear.app/oauth/revoke', by: 'nobody', body: 'form', field: 'token' },
  },
}
