import type { Admin } from './admin'
import { type Browser, member } from './oauth'

export interface Person {
  readonly browser: Browser
  readonly email: string
  readonly userId: string
  /** A key of theirs for the tenant. */
  readonly key: string
  /** The admin API with their browser session. */
  ask<T = Record<string, unknown>>(method: string, path: string, body?: object): Promise<{ status: number; body: T }>
}

/** A new member of a tenant, with a key of theirs. */
export async function makePerson(app: Admin, tenant: string, name: string, role = 'admin'): Promise<Person> {
  const { browser, email } = await member(app, tenant, name, role)
  const ask = async <T>(method: string, path: string, body?: object, csrf?: string) => {
    const reply = await fetch(`${app.origin}/api/v1/admin${path}`, {
      method,
      headers: {
        cookie: browser.cookieHeader('/'),
        'content-type': 'application/json',
        ...(csrf === undefined ? {} : { 'x-csrf-token': csrf }),
      },
      ...(body === undefined ? {} : { body: JSON.stringify(body) }),
    })
    const text = await reply.text()
    return { status: reply.status, body: (text === '' ? {} : JSON.parse(text)) as T }
  }
  const me = (await ask<{ csrf: string; user: { id: string } }>('GET', '/me')).body
  const scope = role === 'member' ? 'tenant_user' : 'tenant_admin'
  const made = await ask<{ key: string }>('POST', `/tenants/${tenant}/api-keys`, { name, scope }, me.csrf)
  if (made.status !== 201) throw new Error(`no key: ${JSON.stringify(made.body)}`)
  return {
    browser,
    email,
    userId: me.user.id,
    key: made.body.key,
    ask: (method, path, body) => ask(method, path, body, me.csrf),
  }
}
