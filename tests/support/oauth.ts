import { createHash, randomBytes } from 'node:crypto'
import type { Admin } from './admin'

export const CALLBACK = 'http://127.0.0.1:33418/callback'
export const PASSWORD = 'a long enough pass phrase'

interface Page {
  readonly status: number
  readonly url: string
  readonly headers: Headers
  readonly text: string
}

const attribute = (tag: string, name: string): string =>
  (new RegExp(`${name}="([^"]*)"`).exec(tag)?.[1] ?? '').replace(/&#(\d+);/g, (_, code) =>
    String.fromCharCode(Number(code)),
  )

/** A browser without script: cookies with their paths, redirects and forms. */
export class Browser {
  readonly #cookies = new Map<string, { value: string; path: string }>()

  constructor(readonly origin: string) {}

  /** One exchange; redirects are answers. */
  async send(url: string, form?: Readonly<Record<string, string>>): Promise<Page> {
    const at = new URL(url, this.origin)
    const reply = await fetch(at, {
      redirect: 'manual',
      headers: { cookie: this.cookieHeader(at.pathname), accept: 'text/html' },
      ...(form === undefined ? {} : { method: 'POST', body: new URLSearchParams(form) }),
    })
    for (const line of reply.headers.getSetCookie()) this.#keep(line)
    return { status: reply.status, url: at.href, headers: reply.headers, text: await reply.text() }
  }

  /** Follows redirects until a page of ours, or the first address that is not ours. */
  async open(url: string, form?: Readonly<Record<string, string>>): Promise<Page> {
    let page = await this.send(url, form)
    for (let i = 0; i < 10; i += 1) {
      const location = page.headers.get('location')
      if (location === null) return page
      const next = new URL(location, page.url)
      if (next.origin !== this.origin) return { ...page, url: next.href }
      page = await this.send(next.href)
    }
    throw new Error('too many redirects')
  }

  /** Sends the first form of a page with what it holds already and what a person puts in. */
  submit(page: Page, put: Readonly<Record<string, string>>): Promise<Page> {
    const form = /<form[^>]*>/.exec(page.text)?.[0]
    if (form === undefined) throw new Error(`no form: ${page.status} ${page.text.slice(0, 300)}`)
    const hidden = [...page.text.matchAll(/<input[^>]*>/g)].map(
      ([tag]) => [attribute(tag, 'name'), attribute(tag, 'value')] as const,
    )
    return this.open(new URL(attribute(form, 'action') || page.url, page.url).href, {
      ...Object.fromEntries(hidden),
      ...put,
    })
  }

  #keep(line: string): void {
    const [pair = '', ...attributes] = line.split(/;\s*/)
    const [name = '', value = ''] = pair.split(/=(.*)/s)
    const path = attributes.find((a) => /^path=/i.test(a))?.slice(5) ?? '/'
    const ended = attributes.some((a) => /^max-age=0$/i.test(a) || /^expires=Thu, 01 Jan 1970/i.test(a))
    if (ended) this.#cookies.delete(`${name} ${path}`)
    else this.#cookies.set(`${name} ${path}`, { value, path })
  }

  cookieHeader(path: string): string {
    return [...this.#cookies]
      .filter(([, { path: of }]) => path === of || path.startsWith(of.endsWith('/') ? of : `${of}/`))
      .map(([key, { value }]) => `${key.split(' ')[0]}=${value}`)
      .join('; ')
  }
}

/** A new member of a tenant, by invitation, and their browser, signed in. */
export async function member(app: Admin, tenant: string, name: string, role = 'member') {
  const { url } = await app.must<{ url: string }>('POST', `${app.tenant(tenant)}/invitations`, { role })
  const browser = new Browser(app.origin)
  const email = `${name}@example.com`
  const page = await browser.open(new URL(url).pathname)
  const joined = await browser.submit(page, { name, email, password: PASSWORD })
  if (joined.status !== 200) throw new Error(`not joined: ${joined.status} ${joined.text}`)
  return { browser, email, name }
}

export async function register(
  origin: string,
  more: Readonly<Record<string, unknown>> = {},
  headers: Readonly<Record<string, string>> = {},
) {
  const reply = await fetch(`${origin}/oauth/register`, {
    method: 'POST',
    headers: { 'content-type': 'application/json', ...headers },
    body: JSON.stringify({ client_name: 'Test client', redirect_uris: [CALLBACK], ...more }),
  })
  return { status: reply.status, body: (await reply.json()) as Record<string, unknown> & { client_id: string } }
}

export interface Tokens {
  readonly access_token: string
  readonly refresh_token: string
  readonly scope: string
  readonly expires_in: number
}

/** A client by hand, for what no well-behaved one does. */
export class RawClient {
  readonly verifier = randomBytes(32).toString('base64url')

  constructor(
    readonly origin: string,
    readonly id: string,
    readonly resource: string,
  ) {}

  static async make(origin: string, resource: string, more: Readonly<Record<string, unknown>> = {}) {
    const { status, body } = await register(origin, more)
    if (status !== 201) throw new Error(`not registered: ${status} ${JSON.stringify(body)}`)
    return new RawClient(origin, body.client_id, resource)
  }

  /** Undefined in `change` leaves a parameter out. */
  authorizeUrl(change: Readonly<Record<string, string | undefined>> = {}): string {
    const all = {
      client_id: this.id,
      response_type: 'code',
      redirect_uri: CALLBACK,
      code_challenge: createHash('sha256').update(this.verifier).digest('base64url'),
      code_challenge_method: 'S256',
      resource: this.resource,
      state: 'a-state',
      ...change,
    }
    const query = new URLSearchParams()
    for (const [name, value] of Object.entries(all)) if (value !== undefined) query.set(name, value)
    return `${this.origin}/oauth/authorize?${query.toString()}`
  }

  /** Where the browser is sent in the end. */
  async allow(browser: Browser, change: Readonly<Record<string, string | undefined>> = {}, decision = 'allow') {
    const page = await browser.open(this.authorizeUrl(change))
    if (!page.url.startsWith(`${this.origin}/oauth/consent/`)) return new URL(page.url)
    return new URL((await browser.submit(page, { decision })).url)
  }

  token(form: Readonly<Record<string, string>>): Promise<Response> {
    return fetch(`${this.origin}/oauth/token`, {
      method: 'POST',
      body: new URLSearchParams({ client_id: this.id, ...form }),
    })
  }

  redeem(code: string, change: Readonly<Record<string, string>> = {}): Promise<Response> {
    return this.token({
      grant_type: 'authorization_code',
      code,
      redirect_uri: CALLBACK,
      code_verifier: this.verifier,
      ...change,
    })
  }

  refresh(token: string): Promise<Response> {
    return this.token({ grant_type: 'refresh_token', refresh_token: token })
  }

  async tokens(browser: Browser, change: Readonly<Record<string, string | undefined>> = {}): Promise<Tokens> {
    const back = await this.allow(browser, change)
    const code = back.searchParams.get('code')
    if (code === null) throw new Error(`no code: ${back.href}`)
    const reply = await this.redeem(code)
    if (reply.status !== 200) throw new Error(`no token: ${reply.status} ${await reply.text()}`)
    return (await reply.json()) as Tokens
  }
}

export const claimsOf = (token: string): Record<string, unknown> =>
  JSON.parse(Buffer.from(token.split('.')[1] ?? '', 'base64url').toString()) as Record<string, unknown>
