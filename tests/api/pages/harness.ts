import { createHmac } from 'node:crypto'
import type { Express } from 'express'
import type { TenantRole } from '../../../server/auth/caller'
import { Noted } from '../../../server/auth/noted'
import { BrowserSessions } from '../../../server/auth/sign-in-sessions'
import { Keyring } from '../../../server/credentials/keyring'
import { Credentials } from '../../../server/credentials/service'
import type { Database } from '../../../server/db/database'
import type { TenantRef } from '../../../server/tenants/tenant-ref'
import { makeOriginCheck } from '../../../server/http/origin-check'
import { makeOriginOf } from '../../../server/http/request-origin'
import { webApp } from '../../../server/http/web-app'
import { ConnectedClients } from '../../../server/authorization-server/service'
import { Invitations } from '../../../server/invitations/service'
import { Mailer } from '../../../server/mail/mailer'
import { Attempts } from '../../../server/pages/attempts'
import { pages } from '../../../server/pages/pages'
import { SingleSignOn } from '../../../server/single-sign-on/single-sign-on'
import { Tenants } from '../../../server/tenants/service'
import { Passwords } from '../../../server/users/passwords'
import { SecondFactors } from '../../../server/users/second-factor'
import { Users } from '../../../server/users/service'
import { Setup } from '../../../server/users/setup'
import { makeLink } from '../../../server/users/store'
import { openTestDatabase, silent } from '../../support/test-db'
import { Browser } from './browser'

const platformKey = createHmac('sha256', 'test').digest()
const NOTHING = async () => {}
export const ADMIN = {
  id: 'key:test',
  name: 'test',
  userId: undefined,
  tenantId: undefined,
  role: 'platform_admin',
  readOnly: false,
  expiresAt: undefined,
  noted: new Noted(),
} as const

export const PASSWORD = 'three quiet green lamps'

export interface Site {
  readonly app: Express
  readonly db: Database
  readonly users: Users
  readonly sessions: BrowserSessions
  /** Each from an address of its own, unless one is given. */
  browser(address?: string): Browser
  setupLink(lifeMs?: number): Promise<string>
  resetLink(email: string): Promise<string>
  tenant(slug: string): Promise<TenantRef>
  invite(tenant: TenantRef, role: TenantRole, email?: string): Promise<string>
  /** The first admin, through the set-up link; the browser is signed in. */
  firstAdmin(email?: string): Promise<Browser>
  /** A member who accepted an invitation; the browser is signed in. */
  member(email: string, address?: string): Promise<Browser>
  close(): Promise<void>
}

/** The pages as the app mounts them, on a database of their own. Requests say which address they come from. */
export async function openSite(
  publicUrl = 'http://localhost:8000',
  mailer = new Mailer(undefined, silent),
): Promise<Site> {
  const db = await openTestDatabase()
  const keyring = new Keyring([{ id: 'test', key: platformKey }])
  const credentials = new Credentials(keyring)
  const tenants = new Tenants(db, credentials)
  const users = new Users(db)
  const passwords = new Passwords(db, publicUrl, mailer)
  const invitations = new Invitations(db, publicUrl, mailer)
  const sessions = new BrowserSessions(db, publicUrl)
  const originOf = makeOriginOf(1)
  const check = makeOriginCheck({ publicUrl, http: { allowedOrigins: [] } })
  const app = webApp([], {
    identify: () => Promise.reject(new Error('no endpoint is mounted here')),
    throttle: () => {},
    originOf,
    refuseOrigin: (req) => {
      const verdict = check(req.headers)
      return verdict === 'ok' ? undefined : verdict
    },
    tenants: (slugOrId) => tenants.find(slugOrId),
    maxBodyBytes: 100_000,
    publicUrl,
    version: '0.0.0-test',
    log: silent,
    pages: pages({
      publicUrl,
      db,
      sessions,
      users,
      passwords,
      setup: new Setup(db),
      invitations,
      clients: new ConnectedClients(db),
      mailer,
      factors: new SecondFactors(db, platformKey),
      singleSignOn: new SingleSignOn({
        db,
        publicUrl,
        keyring,
        platformKey,
        vendors: { send: () => Promise.reject(new Error('no provider is asked here')) },
      }),
      tenants,
      attempts: new Attempts(),
      platformKey,
      home: '/account',
      originOf,
      log: silent,
    }),
  })
  let count = 0
  let browsers = 0
  const pathOf = (url: string) => new URL(url).pathname
  const site: Site = {
    app,
    db,
    users,
    sessions,
    browser: (address = `10.0.${++browsers >> 8}.${browsers & 255}`) =>
      new Browser(app, address, new URL(publicUrl).host),
    setupLink: async (lifeMs = 3_600_000) => {
      const link = { purpose: 'setup', userId: null, lifeMs } as const
      return `/setup/${(await db.withSystem((em) => makeLink(em, link))).token}`
    },
    resetLink: async (email) => {
      const [user] = (await users.list({ after: undefined, limit: 100 })).filter((u) => u.email === email)
      return pathOf((await passwords.resetLink(ADMIN, user?.id ?? '', NOTHING)).url)
    },
    tenant: async (slug) => {
      await tenants.create(ADMIN, { slug, name: `Tenant ${slug}` }, NOTHING)
      const tenant = await tenants.find(slug)
      if (!tenant) throw new Error(`no tenant ${slug}`)
      return tenant
    },
    invite: async (tenant, role, email) =>
      pathOf(
        (await invitations.create(tenant, ADMIN, { role, ...(email === undefined ? {} : { email }) }, NOTHING)).url,
      ),
    firstAdmin: async (email = 'ana@example.com') => {
      const browser = site.browser()
      const page = await browser.open(await site.setupLink())
      await browser.submit(page, 'Create account', { name: 'Ana', email, password: PASSWORD })
      return browser
    },
    member: async (email, address) => {
      const browser = site.browser(address)
      const link = await site.invite(await site.tenant(`team-${++count}`), 'member')
      await browser.submit(await browser.open(link), 'Create account and join', {
        name: 'Ben',
        email,
        password: PASSWORD,
      })
      return browser
    },
    close: () => db.close(),
  }
  return site
}
