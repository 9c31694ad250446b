import { createHash, randomBytes } from 'node:crypto'
import { MANNERS, type Manner, type PlainRequest } from './manners'
import type { RegisteredApp } from './rules'
import type { VendorName } from './stand-ins'

/** What of a right request is made otherwise. An empty text leaves the field out. */
export interface Otherwise {
  app?: RegisteredApp
  fields?: Readonly<Record<string, string>>
  headers?: Readonly<Record<string, string>>
  client?: Manner['client']
  body?: Manner['body']
}

export interface Reply {
  status: number
  text: string
  body: Readonly<Record<string, unknown>>
  headers: Headers
}

/** Speaks to one vendor with plain requests, written down by hand: a second statement of the facts, beside the rules. */
export class PlainClient {
  readonly manner: Manner
  verifier = randomBytes(32).toString('base64url')

  constructor(
    readonly vendor: VendorName,
    readonly app: RegisteredApp,
    private readonly here: (address: string) => string,
  ) {
    this.manner = MANNERS[vendor]
  }

  authorizeUrl(changes: Readonly<Record<string, string>> = {}): string {
    const { authorize, query, pkce } = this.manner
    const challenge = createHash('sha256').update(this.verifier).digest('base64url')
    const all = {
      client_id: this.app.clientId,
      redirect_uri: this.app.redirectUris[0] ?? '',
      state: 'state-1',
      ...query,
      ...(pkce ? { code_challenge: challenge, code_challenge_method: 'S256' } : {}),
      ...changes,
    }
    return `${this.here(authorize)}?${new URLSearchParams(given(all)).toString()}`
  }

  exchange(code: string, otherwise: Otherwise = {}): Promise<Reply> {
    const { grantType, pkce } = this.manner
    return this.#ask(
      {
        ...(grantType ? { grant_type: 'authorization_code' } : {}),
        code,
        redirect_uri: this.app.redirectUris[0] ?? '',
        ...(pkce ? { code_verifier: this.verifier } : {}),
      },
      otherwise,
    )
  }

  refresh(token: string, otherwise: Otherwise = {}): Promise<Reply> {
    return this.#ask({ grant_type: 'refresh_token', refresh_token: token }, otherwise)
  }

  /** Who am I: with the vendor's own request, or another one. */
  whoAmI(token: string, headers: Readonly<Record<string, string>> = {}, other?: PlainRequest): Promise<Reply> {
    const { method = 'GET', at, json, headers: usual } = other ?? this.manner.identity
    return send(this.here(at), {
      method,
      headers: {
        authorization: `Bearer ${token}`,
        ...usual,
        ...(json ? { 'content-type': 'application/json' } : {}),
        ...headers,
      },
      ...(json ? { body: JSON.stringify(json) } : {}),
    })
  }

  /** Undefined where the vendor has no way to give a token back. */
  revoke(
    token: string,
    { app = this.app, fields = {}, headers = {}, body: media }: Otherwise = {},
  ): Promise<Reply> | undefined {
    const { revoke } = this.manner
    if (!revoke) return undefined
    const { method = 'POST', at, by, field } = revoke
    const body = media ?? revoke.body
    const content = given({ ...(field === null ? {} : { [field]: token }), ...fields })
    const proof = by === 'basic' ? basic(app) : by === 'bearer' ? `Bearer ${token}` : ''
    return send(this.here(at.replace('{client_id}', app.clientId)), {
      method,
      headers: given({ 'content-type': MEDIA[body], authorization: proof, ...headers }),
      body: body === 'json' ? JSON.stringify(content) : new URLSearchParams(content).toString(),
    })
  }

  #ask(fields: Readonly<Record<string, string>>, otherwise: Otherwise): Promise<Reply> {
    const { app = this.app, client = this.manner.client, body = this.manner.body } = otherwise
    const proof = client === 'body' ? { client_id: app.clientId, client_secret: app.clientSecret } : {}
    const content = given({ ...fields, ...proof, ...otherwise.fields })
    return send(this.here(this.manner.token), {
      method: 'POST',
      headers: given({
        accept: 'application/json',
        'content-type': MEDIA[body],
        ...(client === 'basic' ? { authorization: basic(app) } : {}),
        ...otherwise.headers,
      }),
      body: body === 'json' ? JSON.stringify(content) : new URLSearchParams(content).toString(),
    })
  }
}

const MEDIA = { form: 'application/x-www-form-urlencoded', json: 'application/json' }

const basic = ({ clientId, clientSecret }: RegisteredApp) =>
  `Basic ${Buffer.from(`${encodeURIComponent(clientId)}:${encodeURIComponent(clientSecret)}`).toString('base64')}`

const given = (all: Readonly<Record<string, string>>): Record<string, string> =>
  Object.fromEntries(Object.entries(all).filter(([, value]) => value !== ''))

async function send(url: string, init: RequestInit): Promise<Reply> {
  const reply = await fetch(url, { redirect: 'manual', ...init })
  const text = await reply.text()
  return { status: reply.status, text, body: parse(text), headers: reply.headers }
}

function parse(text: string): Readonly<Record<string, unknown>> {
  try {
    return JSON.parse(text) as Readonly<Record<string, unknown>>
  } catch {
    return {}
  }
}

/** How a vendor says no: its status and its word. */
export function wordOf({ status, body }: Reply): string {
  const { error, code } = body as { error?: unknown; code?: unknown }
  const word = typeof error === 'string' ? error : typeof code === 'string' || typeof code === 'number' ? code : ''
  return `${status} ${word}`.trim()
}

/** The first token of a reply, wherever this vendor puts it. */
export function tokensOf({ body }: Reply): { access: string; refresh: string | undefined } {
  const { access_token: access, refresh_token: refresh } = body
  return {
    access: typeof access === 'string' ? access : '',
    refresh: typeof refresh === 'string' ? refresh : undefined,
  }
}
