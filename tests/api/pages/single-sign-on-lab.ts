import { Browser, PASSWORD } from '../../support/oauth'
import { type TestApp, startTestApp } from '../../support/app'
import { CLIENT, type IdentityProvider, startIdentityProvider } from '../../support/identity-provider'

export type Page = Awaited<ReturnType<Browser['open']>>

export const heading = (page: Page): string => /<h1>([\s\S]*?)<\/h1>/.exec(page.text)?.[1]?.trim() ?? ''

/** The form with this button, with what it holds and what a person puts in. */
export function press(browser: Browser, page: Page, button: string, put: Readonly<Record<string, string>> = {}) {
  const form = [...page.text.matchAll(/<form[^>]*action="([^"]*)"[^>]*>([\s\S]*?)<\/form>/g)].find(([, , body = '']) =>
    body
      .replace(/<[^>]*>/g, ' ')
      .replace(/\s+/g, ' ')
      .includes(button),
  )
  if (!form) throw new Error(`no form "${button}" on "${heading(page)}" (${page.status})`)
  const fields = [...(form[2] ?? '').matchAll(/<input[^>]*?name="([^"]*)"[^>]*?(?:value="([^"]*)")?[^>]*>/g)]
  const values = Object.fromEntries(fields.map(([tag, name = '']) => [name, /value="([^"]*)"/.exec(tag)?.[1] ?? '']))
  return browser.open(form[1] ?? '', { ...unescape(values), ...put })
}

const unescape = (values: Record<string, string>) =>
  Object.fromEntries(
    Object.entries(values).map(([name, value]) => [
      name,
      value.replace(/&#(\d+);/g, (_, code: string) => String.fromCharCode(Number(code))),
    ]),
  )

/** Whoever wanted to go nowhere is in the web app then, which says without script nothing of who that is: the account page does. */
const whose = (browser: Browser, page: Page): Page | Promise<Page> =>
  new URL(page.url).pathname === '/' ? browser.open('/account') : page

export interface SsoLab {
  readonly app: TestApp
  readonly idp: IdentityProvider
  /** A tenant with this provider, and its domain bound by a platform admin. */
  readonly tenant: {
    (slug: string, provider?: object, domain?: string): Promise<{ id: string }>
    /** Its provider alone. */
    set(slug: string, provider?: object): Promise<void>
  }
  /** From a tenant's page to the provider: the address that the person comes back with, not opened yet. */
  leave(browser: Browser, from: string, subject: string): Promise<string>
  /** What they see when they come back. */
  come(browser: Browser, back: string): Promise<Page>
  /** The whole way there and back. */
  signIn(browser: Browser, from: string, subject: string): Promise<Page>
  password(browser: Browser, email: string, next?: string): Promise<Page>
  /** The admin API with the cookie of a browser. */
  api(browser: Browser, method: string, path: string, body?: object): Promise<{ status: number; body: Answer }>
  close(): Promise<void>
}

type Answer = Record<string, unknown>

export async function openSsoLab(): Promise<SsoLab> {
  const app = await startTestApp({ env: { SAGEMCP_ALLOWED_PRIVATE_HOSTS: '127.0.0.1' } })
  const idp = await startIdentityProvider()
  idp.redirectUris.add(`${app.origin}/sign-in/sso/callback`)
  const ask = async (browser: Browser, method: string, path: string, body?: object, csrf = '') => {
    const reply = await fetch(`${app.origin}/api/v1/admin${path}`, {
      method,
      headers: { cookie: browser.cookieHeader('/'), 'x-csrf-token': csrf, 'content-type': 'application/json' },
      ...(body === undefined ? {} : { body: JSON.stringify(body) }),
    })
    const text = await reply.text()
    return { status: reply.status, body: (text === '' ? {} : JSON.parse(text)) as Answer }
  }
  const set = async (slug: string, provider: object = {}) => {
    const made = await app.must<{ redirectUri: string }>('PUT', `/tenants/${slug}/identity-provider`, {
      name: `${slug} login`,
      issuer: idp.issuer,
      ...CLIENT,
      scopes: ['openid', 'email', 'profile', 'groups'],
      defaultRole: 'member',
      ...provider,
    })
    // A provider of somebody else does not let people be sent elsewhere.
    if (!('issuer' in provider)) idp.redirectUris.add(made.redirectUri)
  }
  const lab: SsoLab = {
    app,
    idp,
    tenant: Object.assign(
      async (slug: string, provider: object = {}, domain?: string) => {
        const tenant = await app.createTenant(slug)
        await set(slug, provider)
        if (domain !== undefined) await app.must('PUT', `/tenants/${slug}/domains/${domain}`)
        return tenant
      },
      { set },
    ),
    leave: async (browser, from, subject) => {
      const away = await press(browser, await browser.open(from), 'Continue with')
      if (!away.url.startsWith(idp.issuer)) throw new Error(`not sent away: ${away.status} ${heading(away)}`)
      return idp.signIn(away.url, subject)
    },
    come: async (browser, back) => whose(browser, await browser.open(back)),
    signIn: async (browser, from, subject) => lab.come(browser, await lab.leave(browser, from, subject)),
    password: async (browser, email, next) => {
      const path = next === undefined ? '/sign-in' : `/sign-in?next=${encodeURIComponent(next)}`
      return press(browser, await browser.open(path), 'Sign in', { email, password: PASSWORD })
    },
    api: async (browser, method, path, body) => {
      const me = method === 'GET' ? undefined : await ask(browser, 'GET', '/me')
      return ask(browser, method, path, body, String(me?.body.csrf))
    },
    close: async () => {
      await app.close()
      await idp.close()
    },
  }
  return lab
}
