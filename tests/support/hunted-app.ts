import { ADMIN_KEY } from './app'
import type { AccountsApp, Person } from './accounts'
import { goOut, parameter } from './connecting'
import { plantPerson, readEverything } from './exposure'
import { modern } from './raw'
import type { SecretHunt } from './secrets'
import { VENDOR_NAMES } from './vendors/oauth/stand-ins'

/** Places that repeat the token of their own form to who has its cookie. */
export const OF_FORMS = ['CSRF token']

export const parameterOfLink = (link: string) => link.slice(link.lastIndexOf('/') + 1)

/** A running app, used so that a hunt sees everything that it answers and every secret on the way. */
export class HuntedApp {
  /** Addresses that never answered, whoever asked. */
  silentAddresses: readonly string[] | undefined

  constructor(
    readonly world: AccountsApp,
    readonly hunt: SecretHunt,
  ) {}

  async tool(tenant: string, person: Person, name: string, args: object = {}): Promise<string> {
    const { text, headers } = await modern(this.world.app.endpoint(tenant), person.key, 'tools/call', {
      name,
      arguments: args,
    })
    this.hunt.look(`the result of ${name}`, `${JSON.stringify(headers)} ${text}`, ['link'])
    return text
  }

  async admin(method: string, path: string, body?: object) {
    const reply = await this.world.app.ask(method, path, body)
    this.hunt.look(
      `${method} ${path}`,
      JSON.stringify([[...reply.headers], reply.body]),
      path.endsWith('/connect') ? ['link'] : [],
    )
    return reply
  }

  /** Somebody at the vendor and back; every address on the way is looked at. */
  async connect(person: Person, tenant: string, slug: string, decision = {}) {
    const way = await goOut(this.world, person, tenant, slug, decision)
    await plantPerson(this.hunt, person)
    this.hunt.plant('link', parameterOfLink(way.link))
    this.hunt.plant('state', parameter(way.vendorUrl, 'state'))
    this.hunt.plant('code', parameter(way.back, 'code'))
    this.hunt.look('the address at the vendor', way.vendorUrl.href, ['state'])
    return way
  }

  async land(person: Person, url: URL): Promise<string> {
    const first = await person.browser.send(url.href)
    this.hunt.look('what the callback answers', `${JSON.stringify([...first.headers])} ${first.text}`)
    const page = await person.browser.open(first.headers.get('location') ?? '/')
    this.hunt.look('the last page', page.text, OF_FORMS)
    return first.headers.get('location') ?? ''
  }

  /** Every address that answers a GET, as the platform's key and as somebody at a browser. */
  async readAll(tenant: string, person: Person): Promise<void> {
    const at = `/tenants/${tenant}`
    const { items } = await this.world.app.must<{ items: { slug: string; id: string }[] }>('GET', `${at}/connectors`)
    const tools = (
      await this.world.app.ask<{ items?: { name: string }[] }>('GET', `${at}/connectors/${items[0]?.slug}/tools`)
    ).body
    const values = {
      tenant: [tenant],
      id: [
        ...items.map(({ slug }) => slug),
        ...(await this.#ids(`${at}/oauth-credentials`)),
        ...(await this.#ids(`${at}/api-keys`)),
        ...(await this.#ids('/api-keys')),
        ...(await this.#ids(`${at}/calls?limit=3`)),
        ...(await this.#ids(`${at}/audit?limit=3`)),
      ],
      user: [person.userId],
      provider: [...VENDOR_NAMES],
      tool: (tools.items ?? []).map(({ name }) => name).slice(0, 2),
      type: ['github', 'slack'],
      name: ['github'],
    }
    // Who is signed in is told the token for their changes.
    const see = (path: string, text: string) =>
      this.hunt.look(`GET ${path}`, text, path.endsWith('/me') ? OF_FORMS : [])
    const asAdmin = { authorization: `Bearer ${ADMIN_KEY}` }
    const unseen = [
      await readEverything(this.world.app.origin, asAdmin, values, see),
      await readEverything(this.world.app.origin, { cookie: person.browser.cookieHeader('/') }, values, see),
    ] as const
    const now = unseen[0].filter((path) => unseen[1].includes(path))
    this.silentAddresses = (this.silentAddresses ?? now).filter((path) => now.includes(path))
  }

  async #ids(path: string): Promise<readonly string[]> {
    const { items } = await this.world.app.must<{ items: { id?: string; userId?: string }[] }>('GET', path)
    return items.flatMap(({ id, userId }) => id ?? userId ?? [])
  }
}
