import type { Admin } from './admin'
import { member } from './oauth'

/** A new member of a tenant with a key of their own, made with the session that the invitation page began. */
export async function withOwnKey(app: Admin, tenant: string, name: string, role = 'member', scope = 'tenant_user') {
  const { browser, email } = await member(app, tenant, name, role)
  const ask = async <T>(method: string, path: string, csrf?: string, body?: object): Promise<T> => {
    const headers = {
      cookie: browser.cookieHeader('/'),
      'content-type': 'application/json',
      ...(csrf === undefined ? {} : { 'x-csrf-token': csrf }),
    }
    const reply = await fetch(`${app.origin}/api/v1/admin${path}`, {
      method,
      headers,
      ...(body === undefined ? {} : { body: JSON.stringify(body) }),
    })
    if (!reply.ok) throw new Error(`${method} ${path} answered ${reply.status}: ${await reply.text()}`)
    return (await reply.json()) as T
  }
  const me = await ask<{ csrf: string; user: { id: string } }>('GET', '/me')
  const made = await ask<{ id: string; key: string }>('POST', `/tenants/${tenant}/api-keys`, me.csrf, { name, scope })
  return { userId: me.user.id, email, browser, keyId: made.id, key: made.key }
}
