import type { AccountsApp, Person } from './accounts'
import { RawClient, type Tokens } from './oauth'
import type { SecretHunt } from './secrets'
import { VENDOR_NAMES, type VendorName } from './vendors/oauth/stand-ins'

interface Asked {
  readonly headers: Readonly<Record<string, string | string[] | undefined>>
  readonly body: string
}

const FIELDS: Readonly<Record<string, string>> = {
  code: 'code',
  code_verifier: 'verifier',
  refresh_token: 'refresh token',
  access_token: 'access token',
  token: 'access token',
  client_secret: 'client secret',
}

/** Whatever secret a request to a vendor carried. */
export function plantSent(hunt: SecretHunt, { headers, body }: Asked): void {
  const [scheme, value = ''] = String(headers['authorization'] ?? '').split(' ')
  if (scheme === 'Bearer') hunt.plant('access token', value)
  if (scheme === 'Basic') {
    const secret = Buffer.from(value, 'base64').toString('utf8').split(':')[1] ?? ''
    hunt.plant('client secret', secret, decodeURIComponent(secret))
  }
  for (const [name, text] of fieldsOf(body)) {
    const what = FIELDS[name]
    if (what !== undefined && typeof text === 'string') hunt.plant(what, text)
  }
}

function fieldsOf(body: string): readonly (readonly [string, unknown])[] {
  if (body.startsWith('{')) return Object.entries(JSON.parse(body) as object)
  return [...new URLSearchParams(body)]
}

/** The tokens that the vendors gave and that still work, and everything they were sent. */
export function plantVendors(hunt: SecretHunt, { vendors }: AccountsApp, names: readonly VendorName[] = VENDOR_NAMES) {
  for (const name of names) {
    const vendor = vendors.of(name)
    for (const account of ['ada', 'ben']) {
      for (const token of [undefined, 'bot', 'user']) {
        hunt.plant('access token', vendor.tokenOf(account, token))
        hunt.plant('refresh token', vendor.refreshTokenOf(account, token))
      }
    }
    for (const request of vendor.requests) plantSent(hunt, request)
  }
}

export async function plantPerson(hunt: SecretHunt, { browser, key, ask }: Person): Promise<void> {
  hunt.plant('API key', key)
  // The page that holds a form repeats the one of its cookie.
  const kindOf = (name: string) => (name.endsWith('csrf') ? 'CSRF token' : 'cookie')
  for (const pair of browser.cookieHeader('/').split('; ')) {
    const [name = '', value] = pair.split(/=(.*)/s)
    hunt.plant(kindOf(name), value)
  }
  hunt.plant('CSRF token', (await ask<{ csrf?: string }>('GET', '/me')).body.csrf)
}

/** What our own authorization server gives a program of theirs. */
export async function plantOwnOAuth(
  hunt: SecretHunt,
  { browser }: Person,
  resource: string,
  use: (token: string) => Promise<void>,
): Promise<void> {
  const client = await RawClient.make(browser.origin, resource)
  const code = (await client.allow(browser)).searchParams.get('code') ?? ''
  hunt.plant('own code', code)
  const first = (await (await client.redeem(code)).json()) as Tokens
  const second = (await (await client.refresh(first.refresh_token)).json()) as Tokens
  for (const { access_token, refresh_token } of [first, second]) {
    hunt.plant('own access token', access_token)
    hunt.plant('own refresh token', refresh_token)
  }
  await use(second.access_token)
  // A code and a refresh token that come again end all of them.
  for (const again of [await client.redeem(code), await client.refresh(first.refresh_token)]) {
    hunt.look('what our token address refuses', await again.text())
  }
}

interface OpenApi {
  readonly paths: Readonly<Record<string, { readonly get?: { readonly responses: object } }>>
}
const EVENTS = 'text/event-stream'
/** From the very first event on. */
const FROM_THE_START = { accept: EVENTS, 'last-event-id': '0.0.0' }

/**
 * Reads every address of the admin API with every value that its parameters can have. Returns the addresses that never
 * answered, so that a test knows what it has not seen.
 */
export async function readEverything(
  origin: string,
  headers: Readonly<Record<string, string>>,
  values: Readonly<Record<string, readonly string[]>>,
  seen: (path: string, text: string) => void,
): Promise<readonly string[]> {
  const { paths } = (await (await fetch(`${origin}/api/openapi.json`)).json()) as OpenApi
  const silent: string[] = []
  for (const [path, { get }] of Object.entries(paths)) {
    if (get === undefined) continue
    const isEvents = JSON.stringify(get.responses).includes(EVENTS)
    let answered = false
    for (const filled of fill(path, values)) {
      const reply = await fetch(origin + filled, { headers: { ...headers, ...(isEvents && FROM_THE_START) } })
      const text = isEvents && reply.ok ? await untilNow(reply) : await reply.text()
      seen(path, `${JSON.stringify([...reply.headers])} ${text}`)
      answered ||= reply.ok
    }
    if (!answered) silent.push(path)
  }
  return silent
}

/** Events go on for ever: those that happened before end with the place where the next begin. */
async function untilNow(reply: Response): Promise<string> {
  const decoder = new TextDecoder()
  let text = ''
  for await (const piece of reply.body ?? []) {
    text += decoder.decode(piece, { stream: true })
    if (/\n\nid: [\d.]+\n\n/.test(text)) return text
  }
  throw new Error(`The events ended before those of now: ${text.slice(-200)}`)
}

function fill(path: string, values: Readonly<Record<string, readonly string[]>>): readonly string[] {
  const name = /\{(\w+)\}/.exec(path)?.[1]
  if (name === undefined) return [path]
  return (values[name] ?? []).flatMap((value) => fill(path.replace(`{${name}}`, encodeURIComponent(value)), values))
}
