import { hkdfSync } from 'node:crypto'
import type { IncomingMessage, Server } from 'node:http'
import type { AddressInfo } from 'node:net'
import path from 'node:path'
import { setTimeout as wait } from 'node:timers/promises'
import '../connectors'
import { defaultRegistry, type Registry } from '../connectors/sdk'
import { LiveActivity } from './activity/live'
import { adminEndpoints } from './admin-endpoints'
import { CallAudit } from './audit/call-audit'
import { unsealedTail } from './audit/seal-store'
import { Sealer } from './audit/sealer'
import { AuditSigner } from './audit/signer'
import { Usage } from './audit/usage'
import { AuditVerifier } from './audit/verify'
import { Authenticator } from './auth/authenticate'
import { bootstrap } from './auth/bootstrap'
import { KeyDirectory } from './auth/key-directory'
import { BrowserSessions } from './auth/sign-in-sessions'
import { makeIdentify } from './auth/visitors'
import { AuthorizationServer } from './authorization-server/http'
import { ConnectedClients } from './authorization-server/service'
import { SigningKeys } from './authorization-server/signing-keys'
import { GrantTokens } from './authorization-server/tokens'
import { BRIDGE_FOLDER, WEB_FOLDER } from './built'
import type { Told } from './clock'
import type { Config } from './config'
import { importConnectorPackages } from './connector-packages'
import { Accounts } from './credentials/accounts'
import { Keyring } from './credentials/keyring'
import { MasterKeys } from './credentials/master-keys'
import { Vault } from './credentials/vault'
import { verifyKeyring } from './credentials/platform-key'
import { Credentials } from './credentials/service'
import { iconFiles, Icons } from './connector-types/icons'
import { openDatabase } from './db/database'
import { AppError } from './errors'
import { makeOriginOf } from './http/request-origin'
import { webApp } from './http/web-app'
import { makeOriginCheck } from './http/origin-check'
import { makeServer } from './http/slow-clients'
import { Invitations } from './invitations/service'
import { Mailer } from './mail/mailer'
import { openSmtp } from './mail/smtp'
import type { JobRan } from './jobs/job'
import { CallLimits } from './limits/call-limits'
import { LimitSharing } from './limits/sharing'
import { openTokenStore } from './limits/token-store'
import { TokenBuckets } from './limits/token-buckets'
import { Gate } from './mcp/access'
import { Direct } from './mcp/direct'
import type { Edge } from './mcp/edge'
import { Endpoints } from './mcp/endpoints'
import { McpHttp } from './mcp/http'
import { Mailbox } from './mcp/mailbox/mailbox'
import { Bundles } from './mcpb/bundle'
import type { ServerParts } from './mcp/serving'
import { Tickets } from './mcp/tickets'
import { McpWebSockets } from './mcp/websocket'
import { OAuthApps } from './oauth/apps'
import { CheckUp } from './oauth/check-up'
import { Doctor } from './oauth/doctor'
import { AccountNotices } from './oauth/notices'
import { Refresher } from './oauth/refresh'
import { ConnectLinks } from './oauth/connect-links'
import { countAccounts } from './oauth/store'
import { RefreshSweep } from './oauth/sweep'
import { vendorOAuth } from './oauth/oauth'
import { Attempts } from './pages/attempts'
import { connectPages } from './pages/connect'
import { pages } from './pages/pages'
import { Playground } from './playground/service'
import { Passwords } from './users/passwords'
import { SecondFactors } from './users/second-factor'
import { backupOutcomes } from './observability/backup-store'
import { Health } from './observability/health'
import { type Log, makeLog } from './observability/log'
import { Metrics } from './observability/metrics'
import { readingsOf } from './observability/readings'
import { Recorder } from './observability/recorder'
import { openTelemetry } from './observability/telemetry'
import { makeVendorWatch } from './observability/vendor-watch'
import { Retention } from './retention/retention'
import { SingleSignOn } from './single-sign-on/single-sign-on'
import { Sightings } from './sightings/sightings'
import { Tenants } from './tenants/service'
import { makeToolsOf } from './tools/catalogue'
import { ToolRunner } from './tools/run-tool'
import { Snapshots } from './tools/snapshots'
import { validateConnector } from './tools/validate-connector'
import { Users } from './users/service'
import { Setup } from './users/setup'
import { version } from './version'
import { Vendors } from './vendors/vendors'

export interface App {
  /** An origin: http://host:port */
  readonly url: string
  /** Of what ends the process: over when it was told. */
  died(error: unknown): Promise<void>
  /** Of a promise that nobody waits for. */
  rejected(error: unknown): void
  /** Takes the secret keys that are configured now, or goes on with those it has when they do not open everything. */
  reloadKeys(): Promise<void>
  close(): Promise<void>
}

const REFUSED = {
  ok: undefined,
  bad_origin: 'Requests from this origin are not allowed.',
  bad_host: 'This server does not answer under this host name.',
} as const

/** How long calls in flight may still take once the process was asked to stop. */
const DRAIN_MS = 10_000
/** For the answers of those calls to leave, before their connections are closed. */
const ANSWER_MS = 100
/** Connections that wait to be taken: thousands may come back at once. The kernel may allow fewer. */
const BACKLOG = 4_096
const FAILURES_PER_MINUTE = 30
const ADMIN_CALLS_PER_MINUTE = 1_200

export interface AppParts {
  readonly registry?: Registry
  readonly log?: Log
  /** Told what time it is for a database that others use too. */
  readonly time?: (told: Told) => void
  /** Between two looks for accounts to be renewed. */
  readonly sweepMs?: number
  /** Where the built bridge is. */
  readonly bridgeFolder?: string
  /** Reads the secret keys again. Default: the key file alone can change. */
  readonly secrets?: () => Config['secrets']
}

/** Wires the parts together and listens. The only place where that happens. */
export async function startApp(config: Config, given: AppParts = {}): Promise<App> {
  const telemetry = await openTelemetry(config, given.log ?? makeLog(config.log.level), version)
  const { log, tracer } = telemetry
  const recorder = new Recorder()
  const jobRan: JobRan = (job, outcome) => recorder.jobRan(job, outcome)
  const registry = given.registry ?? defaultRegistry
  const bridgeFolder = given.bridgeFolder ?? BRIDGE_FOLDER
  importConnectorPackages(config.connectorPackages)
  const keyring = Keyring.fromConfig(config, log)
  let platformKey: Buffer | undefined
  const db = await openDatabase(config, log, {
    ...(given.time ? { time: given.time } : {}),
    first: async (opened) => {
      platformKey = await verifyKeyring(opened, keyring)
      await bootstrap(opened, config, log)
    },
  })
  if (!platformKey) throw new Error('the database was opened without its keys')
  const originOf = makeOriginOf(config.http.trustProxy)
  const checkOrigin = makeOriginCheck(config)
  const refuseOrigin = (req: IncomingMessage) => REFUSED[checkOrigin(req.headers)]
  const keys = new KeyDirectory(db)
  const signingKeys = await SigningKeys.open(db, platformKey)
  const tokens = new GrantTokens(db, signingKeys, config.publicUrl)
  const usage = new Usage(db, log)
  const sightings = new Sightings(db, log)
  const live = new LiveActivity(db, log)
  const authenticator = new Authenticator(keys, new TokenBuckets(FAILURES_PER_MINUTE), tokens, (caller) =>
    usage.used(caller),
  )
  const snapshots = new Snapshots(db, registry, log)
  const masterKeys = new MasterKeys({ db, keyring, secrets: given.secrets ?? (() => config.secrets), log })
  const vault = new Vault(keyring)
  const vendors = new Vendors(config.vendors, {
    watch: makeVendorWatch(recorder),
    breakerChanged: ({ type, scope, isOpen }) => {
      if (isOpen) recorder.paused(type, scope)
    },
  })
  const documents = new Vendors({ ...config.vendors, allowedPrivateHosts: config.oauth.documentPrivateHosts })
  const limits = new CallLimits(config.limits)
  const callTokens = await openTokenStore(config.redisUrl, db, log)
  const sharing = new LimitSharing({ db, tokens: callTokens, limits, log })
  const gate = new Gate(authenticator, snapshots)
  const audit = new CallAudit(db, log)
  const signer = new AuditSigner(platformKey)
  const sealer = new Sealer({ db, signer, log, jobRan })
  const retention = new Retention({ db, signer, config: config.retention, log, jobRan })
  const credentials = new Credentials(keyring)
  const apps = new OAuthApps(vault, credentials, config.oauth.apps)
  const mailer = new Mailer(config.mail && openSmtp({ ...config.mail, extraCa: config.vendors.extraCa }), log)
  const notices = new AccountNotices({ db, registry, mailer, publicUrl: config.publicUrl, log })
  const ended = (tenantId: string, credentialId: string) => notices.ended(tenantId, credentialId)
  const refresher = new Refresher({
    ended,
    ...{ db, registry, vault, credentials, apps, vendors, log },
    refreshed: (provider, outcome) => recorder.refreshed(provider, outcome),
  })
  const accounts = new Accounts(vault, refresher)
  const tenants = new Tenants(db, credentials)
  const toolsOf = makeToolsOf(registry, log)
  const { publicUrl } = config
  const oauth = vendorOAuth({
    db,
    registry,
    vault,
    credentials,
    apps,
    vendors,
    tenants,
    publicUrl,
    toolsOf,
    connected: (provider, outcome) => recorder.connected(provider, outcome),
    ended,
    log,
  })
  const { retirements } = oauth
  const sweep = new RefreshSweep({ db, registry, refresher, retirements, log, jobRan }, given.sweepMs)
  const links = new ConnectLinks(oauth.connects, db)
  const doctor = new Doctor(db, log, ended)
  const checkUp = new CheckUp({ db, accounts: oauth.routes.accounts, log })
  const runner = new ToolRunner({ accounts, links, doctor, vendors, usage, audit, recorder, limits: config.limits })
  const server: ServerParts = {
    gate,
    runner,
    limits,
    usage,
    sightings,
    log,
    tracer,
    version,
    stateKey: deriveKey(platformKey, 'mcp request state'),
  }
  const mailbox = new Mailbox(db, log, config.limits.callerCallsPerMinute)
  const endpoints = new Endpoints(server, gate, db, mailbox, config.limits)
  const edge: Edge = {
    db,
    mailbox,
    authenticator,
    gate,
    endpoints,
    server,
    direct: new Direct(server),
    limits,
    tickets: new Tickets(db),
    recorder,
    config: { publicUrl: config.publicUrl, ...config.limits },
    refuseOrigin,
    originOf,
  }
  const mcp = new McpHttp(edge)
  const sockets = new McpWebSockets(edge)
  const health = new Health(db, version)
  const readings = readingsOf({
    version,
    db,
    accounts: async () => {
      await checkUp.run()
      return db.withSystem(countAccounts)
    },
    unsealed: () => db.withSystem(unsealedTail),
    backups: () => db.withSystem(backupOutcomes),
    sessions: () => ({ 'http-session': mcp.sessions.count, sse: mcp.sse.count, websocket: sockets.count }),
    running: () => runner.running.size,
    paused: () => vendors.paused(),
    caches: () => ({ snapshots: snapshots.use, keys: keys.use, grants: tokens.use }),
    telemetry: () => telemetry.use(),
  })
  const metrics = new Metrics({ token: config.metricsToken, recorder, readings, log })
  const users = new Users(db)
  const passwords = new Passwords(db, config.publicUrl, mailer)
  const invitations = new Invitations(db, config.publicUrl, mailer)
  const sessions = new BrowserSessions(db, config.publicUrl)
  const singleSignOn = new SingleSignOn({ db, publicUrl: config.publicUrl, keyring, platformKey, vendors })
  const authorization = new AuthorizationServer({
    publicUrl: config.publicUrl,
    db,
    platformKey,
    keys: signingKeys,
    tokens,
    sessions,
    snapshots,
    documents,
    clientMetadataDocuments: config.oauth.clientMetadataDocuments,
    refuseOrigin,
    originOf,
    log,
  })
  const icons = new Icons(registry)
  const throttle = new TokenBuckets(ADMIN_CALLS_PER_MINUTE)
  const web = webApp(
    adminEndpoints({
      db,
      registry,
      publicUrl: config.publicUrl,
      credentials,
      tenants,
      limits: config.limits,
      users,
      passwords,
      invitations,
      sessions,
      oauth: oauth.routes,
      singleSignOn,
      live,
      playground: new Playground({ db, keys: signingKeys, publicUrl }),
      masterKeys,
      icons,
      bundles: new Bundles(path.join(bridgeFolder, 'sagemcp-bridge.cjs')),
      snapshots,
      authenticator,
      auditVerifier: new AuditVerifier(db, signer),
      toolsOf,
      checkAddress: (url) => vendors.checkAddress(url),
      validate: (caller, tenant, connectorId, signal, pasted) =>
        validateConnector(
          { snapshots, accounts, vendors, doctor, recorder },
          ...([caller, tenant.slug, connectorId, signal, pasted] as const),
        ),
    }),
    {
      identify: makeIdentify({ db, authenticator, sessions }),
      throttle: (visitorId) => {
        const retryAfterS = throttle.take(visitorId)
        if (retryAfterS > 0) throw new AppError('rate_limited', 'Too many requests.', { retryAfterS })
      },
      originOf,
      refuseOrigin,
      tenants: (slugOrId) => tenants.find(slugOrId),
      maxBodyBytes: config.limits.maxBodyBytes,
      publicUrl: config.publicUrl,
      version,
      log,
      pages: pages({
        publicUrl: config.publicUrl,
        db,
        sessions,
        users,
        passwords,
        setup: new Setup(db),
        invitations,
        clients: new ConnectedClients(db),
        mailer,
        factors: new SecondFactors(db, platformKey),
        singleSignOn,
        tenants,
        attempts: new Attempts(),
        platformKey,
        home: '/',
        originOf,
        log,
      }),
      connectPages: connectPages({ publicUrl, db, sessions, originOf, log, ...oauth }),
      icons: iconFiles(icons),
      webFolder: WEB_FOLDER,
      bridgePackage: path.join(bridgeFolder, 'sagemcp-bridge.tgz'),
    },
  )
  const http = makeServer((req, res) => {
    if (health.handle(req, res) || metrics.handle(req, res) || mcp.handle(req, res)) return
    if (authorization.handle(req, res)) return recorder.request(res, 'oauth')
    recorder.request(res, req.url?.startsWith('/api/') ? 'api' : 'web')
    web(req, res)
  })
  http.on('upgrade', (req, socket, head) => sockets.upgrade(req, socket, head))
  await sharing.start()
  await listen(http, config.http)
  const { address, port } = http.address() as AddressInfo
  const url = `http://${address.includes(':') ? `[${address}]` : address}:${port}`
  log.info({ url, publicUrl: config.publicUrl, version }, 'listening')
  return {
    url,
    died: async (error) => {
      log.fatal({ err: error }, 'an error was caught by nobody')
      await telemetry.flush()
    },
    rejected: (error) => log.error({ err: error }, 'a promise was rejected and nobody cared'),
    reloadKeys: () => masterKeys.reload().catch(() => {}), // the log says it
    close: async () => {
      health.stopping()
      const closed = new Promise<void>((resolve) => http.close(() => resolve()))
      http.closeIdleConnections()
      if (runner.running.size > 0) {
        await Promise.race([Promise.all(runner.running), wait(DRAIN_MS, undefined, { ref: false })])
        await wait(ANSWER_MS)
      }
      await live.close()
      sockets.close()
      await mcp.close()
      await endpoints.close('The server is stopping.')
      await mailbox.close()
      http.closeIdleConnections()
      const drained = setTimeout(() => http.closeAllConnections(), DRAIN_MS)
      await closed
      clearTimeout(drained)
      await sweep.close()
      await checkUp.close()
      await Promise.allSettled(refresher.running)
      await doctor.close()
      vendors.close()
      documents.close()
      snapshots.close()
      keys.close()
      tokens.close()
      authorization.close()
      await mailer.close()
      await sightings.close()
      await usage.close()
      await sharing.close()
      await audit.close()
      await Promise.all([retention.close(), sealer.close()])
      await db.close()
      await telemetry.close()
    },
  }
}

function listen(http: Server, { host, port }: Config['http']): Promise<void> {
  return new Promise((resolve, reject) => {
    http.once('error', reject)
    http.listen({ port, host, backlog: BACKLOG }, () => {
      http.off('error', reject)
      resolve()
    })
  })
}

const deriveKey = (secret: Buffer, purpose: string): Uint8Array =>
  new Uint8Array(hkdfSync('sha256', secret, Buffer.alloc(0), purpose, 32))
