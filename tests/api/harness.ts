import { createHmac } from 'node:crypto'
import type { Express } from 'express'
import request from 'supertest'
import { BaseConnector, connector, type Input, noAuth, Registry, token, tool, z } from '../../connectors/sdk'
import { LiveActivity } from '../../server/activity/live'
import { adminEndpoints } from '../../server/admin-endpoints'
import { AuditSigner } from '../../server/audit/signer'
import { AuditVerifier } from '../../server/audit/verify'
import { Authenticator } from '../../server/auth/authenticate'
import { bootstrap } from '../../server/auth/bootstrap'
import { KeyDirectory } from '../../server/auth/key-directory'
import type { TenantRole } from '../../server/auth/caller'
import { Membership } from '../../server/members/entity'
import { BrowserSessions } from '../../server/auth/sign-in-sessions'
import { makeIdentify } from '../../server/auth/visitors'
import { Invitations } from '../../server/invitations/service'
import { Mailer } from '../../server/mail/mailer'
import { Bundles } from '../../server/mcpb/bundle'
import { insertUser } from '../../server/users/new-user'
import { Passwords } from '../../server/users/passwords'
import { Users } from '../../server/users/service'
import { Keyring } from '../../server/credentials/keyring'
import { Accounts } from '../../server/credentials/accounts'
import { MasterKeys } from '../../server/credentials/master-keys'
import { Credentials } from '../../server/credentials/service'
import { Vault } from '../../server/credentials/vault'
import type { Database } from '../../server/db/database'
import { AppError } from '../../server/errors'
import type { Endpoint } from '../../server/http/endpoint'
import { makeOriginCheck } from '../../server/http/origin-check'
import { makeOriginOf } from '../../server/http/request-origin'
import { webApp } from '../../server/http/web-app'
import { OAuthApps } from '../../server/oauth/apps'
import { Doctor } from '../../server/oauth/doctor'
import { vendorOAuth } from '../../server/oauth/oauth'
import { Refresher } from '../../server/oauth/refresh'
import { TokenBuckets } from '../../server/limits/token-buckets'
import type { Log } from '../../server/observability/log'
import type { ResolveTxt } from '../../server/single-sign-on/domains'
import { iconFiles, Icons } from '../../server/connector-types/icons'
import { SigningKeys } from '../../server/authorization-server/signing-keys'
import { Playground } from '../../server/playground/service'
import { SingleSignOn } from '../../server/single-sign-on/single-sign-on'
import { Tenants } from '../../server/tenants/service'
import { makeToolsOf } from '../../server/tools/catalogue'
import { Snapshots } from '../../server/tools/snapshots'
import { validateConnector } from '../../server/tools/validate-connector'
import { Vendors } from '../../server/vendors/vendors'
import { openTestDatabase, silent } from '../support/test-db'

export const ADMIN_KEY = `sk_bootstrap_${'a1B2c3D4'.repeat(5)}`
export const PUBLIC_URL = 'http://localhost:8000'

const Nothing = z.strictObject({})
const Thing = z.strictObject({ id: z.string() })

/** A vendor with a token, an address of the tenant's choice and a field of its own. */
@connector({
  type: 'depot',
  title: 'Depot',
  description: 'Things on shelves.',
  baseUrls: { default: 'https://api.depot.example' },
  auth: [token({ title: 'Access token', help: 'Settings, then tokens.' })],
  configuration: z.object({ shelf: z.string().max(20).optional() }),
})
export class Depot extends BaseConnector {
  @tool({ description: 'Lists the things.', input: Nothing, effect: 'read', scopes: ['things:read'] })
  async listThings(_input: Input<typeof Nothing>) {
    return { items: [] }
  }

  @tool({
    title: 'Show a thing',
    description: 'Shows one thing.',
    input: Thing,
    output: Thing,
    effect: 'read',
    scopes: [],
  })
  async getThing({ id }: Input<typeof Thing>) {
    return { id }
  }

  @tool({ description: 'Removes a thing.', input: Thing, effect: 'destroy', scopes: ['things:write'] })
  async deleteThing({ id }: Input<typeof Thing>) {
    return { id }
  }
}

/** Needs no credential; its tool has the name of one of Depot's when the slugs are chosen for it. */
@connector({
  type: 'clock',
  title: 'Clock',
  description: 'Tells the time.',
  baseUrls: { default: 'https://clock.example' },
  auth: [noAuth()],
})
export class Clock extends BaseConnector {
  @tool({ description: 'Lists the things.', input: Nothing, effect: 'read', scopes: [] })
  async things(_input: Input<typeof Nothing>) {
    return { items: [] }
  }
}

export const LIMITS = {
  tenantCallsPerMinute: 6_000,
  callerCallsPerMinute: 600,
  maxSessionsPerTenant: 1_000,
  maxStreamsPerTenant: 1_000,
  maxStreamsPerCaller: undefined,
  tenantCallsPerDay: undefined,
  callerCallsPerDay: undefined,
}

/** For a sealer of a test's own. */
export const AUDIT_SIGNER = new AuditSigner(createHmac('sha256', 'platform').digest())

export interface Api {
  readonly app: Express
  readonly db: Database
  readonly endpoints: readonly Endpoint[]
  readonly as: (key: string | undefined) => Client
  readonly users: Users
  readonly passwords: Passwords
  readonly invitations: Invitations
  readonly sessions: BrowserSessions
  /** An account, signed in. */
  readonly person: (name: string, options?: { platformAdmin?: boolean }) => Promise<Person>
  readonly admin: Client
  close(): Promise<void>
}

export interface ApiOptions {
  readonly publicUrl?: string
  readonly log?: Log
  /** Default: no mail is sent. */
  readonly mailer?: Mailer
  /** More endpoints, for what no real one does. */
  readonly more?: (db: Database) => readonly Endpoint[]
  readonly requestsPerMinute?: number
  /** The bridge as a file. Default: there is none. */
  readonly bridge?: string
  /** The way to sign-in providers, and what DNS says. */
  readonly providers?: Pick<Vendors, 'send'>
  readonly resolveTxt?: ResolveTxt
  /** How often live views look for news, and at who watches. */
  readonly live?: { readonly lookMs: number; readonly recheckMs: number }
}

/** The admin API as the app composes it, on a database of its own. Only names of vendors' hosts are not asked of DNS. */
export async function openApi(options: ApiOptions = {}): Promise<Api> {
  const { publicUrl = PUBLIC_URL, log = silent, more = () => [], requestsPerMinute = 100_000 } = options
  const db = await openTestDatabase()
  const registry = new Registry().add(Depot).add(Clock)
  const keyring = new Keyring([{ id: 'test', key: createHmac('sha256', 'test').digest() }])
  const config = {
    publicUrl,
    secrets: { bootstrapAdminKey: ADMIN_KEY },
    database: { url: undefined, inMemory: true },
    dataDir: '',
  }
  await bootstrap(db, config, silent)
  const keys = new KeyDirectory(db)
  const authenticator = new Authenticator(keys, new TokenBuckets(100_000))
  const snapshots = new Snapshots(db, registry, silent)
  const vault = new Vault(keyring)
  const vendors = new Vendors(
    { allowedPrivateHosts: ['127.0.0.1:1'], outboundProxy: undefined, extraCa: undefined },
    { resolve: async () => [{ address: '93.184.215.14', family: 4 }] },
  )
  const credentials = new Credentials(keyring)
  const apps = new OAuthApps(vault, credentials, {})
  const accounts = new Accounts(vault, new Refresher({ db, registry, vault, credentials, apps, vendors, log }))
  const tenants = new Tenants(db, credentials)
  const toolsOf = makeToolsOf(registry, silent)
  const oauth = vendorOAuth({
    connected: () => {},
    db,
    registry,
    vault,
    credentials,
    apps,
    vendors,
    tenants,
    publicUrl,
    toolsOf,
    ended: () => {},
    log,
  })
  const mailer = options.mailer ?? new Mailer(undefined, silent)
  const users = new Users(db)
  const passwords = new Passwords(db, publicUrl, mailer)
  const invitations = new Invitations(db, publicUrl, mailer)
  const sessions = new BrowserSessions(db, publicUrl)
  const singleSignOn = new SingleSignOn({
    db,
    publicUrl,
    keyring,
    platformKey: createHmac('sha256', 'platform').digest(),
    vendors: options.providers ?? vendors,
    resolveTxt: options.resolveTxt ?? (async () => []),
  })
  const live = new LiveActivity(db, log, options.live)
  const signingKeys = await SigningKeys.open(db, createHmac('sha256', 'platform').digest())
  const icons = new Icons(registry)
  const buckets = new TokenBuckets(requestsPerMinute)
  const checkOrigin = makeOriginCheck({ publicUrl, http: { allowedOrigins: ['https://tools.example'] } })
  const endpoints = [
    ...adminEndpoints({
      db,
      registry,
      publicUrl,
      credentials,
      tenants,
      limits: LIMITS,
      users,
      passwords,
      invitations,
      sessions,
      oauth: oauth.routes,
      masterKeys: new MasterKeys({
        db,
        keyring,
        secrets: () => ({ keys: [], keyFile: '/nowhere', bootstrapAdminKey: undefined }),
        log,
      }),
      singleSignOn,
      live,
      playground: new Playground({ db, keys: signingKeys, publicUrl }),
      icons,
      bundles: new Bundles(options.bridge ?? '/nowhere/bridge.cjs'),
      snapshots,
      authenticator,
      auditVerifier: new AuditVerifier(db, AUDIT_SIGNER),
      toolsOf,
      checkAddress: (url) => vendors.checkAddress(url),
      validate: (caller, tenant, id, signal, pasted) =>
        validateConnector(
          { snapshots, accounts, vendors, doctor: new Doctor(db, log), recorder: { validated: () => {} } },
          caller,
          tenant.slug,
          id,
          signal,
          pasted,
        ),
    }),
    ...more(db),
  ]
  const app = webApp(endpoints, {
    identify: makeIdentify({ db, authenticator, sessions }),
    throttle: (visitorId) => {
      const retryAfterS = buckets.take(visitorId)
      if (retryAfterS > 0) throw new AppError('rate_limited', 'Too many requests.', { retryAfterS })
    },
    originOf: makeOriginOf(0),
    refuseOrigin: (req) => {
      const verdict = checkOrigin(req.headers)
      return verdict === 'ok' ? undefined : verdict
    },
    tenants: (slugOrId) => tenants.find(slugOrId),
    maxBodyBytes: 100_000,
    icons: iconFiles(icons),
    publicUrl,
    version: '0.0.0-test',
    log,
  })
  const as = (key: string | undefined) => new Client(app, key)
  return {
    app,
    db,
    endpoints,
    users,
    passwords,
    invitations,
    sessions,
    person: async (name, { platformAdmin = false } = {}) => {
      const email = `${name}@example.com`
      const user = await db.withSystem((em) =>
        insertUser(em, { email, name, passwordHash: null, isPlatformAdmin: platformAdmin }),
      )
      const { token, csrf } = await sessions.create(user, { requestId: 'test', address: '127.0.0.1' }, 'test browser')
      const cookie = `${sessions.cookieName}=${token}`
      return Object.assign(new Client(app, { cookie, csrf }), { id: user.id, email, cookie, csrf })
    },
    as,
    admin: as(ADMIN_KEY),
    close: async () => {
      await live.close()
      vendors.close()
      snapshots.close()
      keys.close()
      await db.close()
    },
  }
}

type Method = 'get' | 'post' | 'put' | 'patch' | 'delete'

export interface Person extends Client {
  readonly id: string
  readonly email: string
  readonly cookie: string
  readonly csrf: string
}

/** One caller of the admin API: with a key, a browser session or nothing. */
export class Client {
  constructor(
    private readonly app: Express,
    private readonly who: string | { readonly cookie: string; readonly csrf?: string } | undefined,
  ) {}

  get = (path: string) => this.send('get', path)
  post = (path: string, body?: object) => this.send('post', path, body)
  put = (path: string, body?: object) => this.send('put', path, body)
  patch = (path: string, body?: object) => this.send('patch', path, body)
  delete = (path: string) => this.send('delete', path)

  send(method: Method, path: string, body?: object): request.Test {
    const test = request(this.app)[method](path.startsWith('/api/') ? path : `/api/v1/admin${path}`)
    if (typeof this.who === 'string') test.set('Authorization', `Bearer ${this.who}`)
    if (typeof this.who === 'object') {
      test.set('Cookie', this.who.cookie)
      if (this.who.csrf !== undefined) test.set('X-CSRF-Token', this.who.csrf)
    }
    return body === undefined ? test : test.send(body)
  }
}

/** A tenant, with a client for each kind of key. */
export async function makeTenant(api: Api, slug: string) {
  const tenant = (await api.admin.post('/tenants', { slug, name: `Tenant ${slug}` }).expect(201)).body as {
    id: string
    slug: string
  }
  const key = async (scope: string, more: object = {}) =>
    (await api.admin.post(`/tenants/${slug}/api-keys`, { name: scope, scope, ...more }).expect(201)).body as {
      id: string
      key: string
    }
  const [admin, user] = [await key('tenant_admin'), await key('tenant_user')]
  return {
    ...tenant,
    path: `/tenants/${slug}`,
    adminKey: admin,
    userKey: user,
    admin: api.as(admin.key),
    user: api.as(user.key),
    /** A new person with this role here, signed in. */
    member: async (role: TenantRole, name = `${role}-of-${slug}`) => {
      const person = await api.person(name)
      await api.db.withSystem(async (em) => {
        await em.insert(Membership, { tenantId: tenant.id, userId: person.id, role })
        await api.db.announce(em, tenant.id)
      })
      return person
    },
    addDepot: async (more: object = {}) =>
      (await api.admin.post(`/tenants/${slug}/connectors`, { type: 'depot', name: 'Depot', ...more }).expect(201))
        .body as { id: string; slug: string },
  }
}
