import { hkdfSync } from 'node:crypto'
import type { IncomingMessage, Server } from 'node:http'
import type { AddressInfo } from 'node:net'
import { setTimeout as wait } from 'node:timers/promises'
import '../connectors'
import { defaultRegistry, type Registry } from '../connectors/sdk'
import { LiveActivity } from './activity/live'
import { CallAudit } from './audit/call-audit'
import { Sealer } from './audit/sealer'
import { AuditSigner } from './audit/signer'
import { Usage } from './audit/usage'
import { AuditVerifier } from './audit/verify'
import { Authenticator } from './auth/authenticate'
import { bootstrap } from './auth/bootstrap'
import { KeyDirectory } from './auth/key-directory'
import { BrowserSessions } from './auth/sign-in-sessions'
import { AuthorizationServer } from './authorization-server/http'
import { SigningKeys } from './authorization-server/signing-keys'
import { GrantTokens } from './authorization-server/tokens'
import { BRIDGE_FOLDER } from './built'
import type { Told } from './clock'
import type { Config } from './config'
import { importConnectorPackages } from './connector-packages'
import { Keyring } from './credentials/keyring'
import { MasterKeys } from './credentials/master-keys'
import { verifyKeyring } from './credentials/platform-key'
import { openDatabase } from './db/database'
import { makeOriginOf } from './http/request-origin'
import { makeOriginCheck } from './http/origin-check'
import { makeServer } from './http/slow-clients'
import { Mailer } from './mail/mailer'
import { openSmtp } from './mail/smtp'
import type { JobRan } from './jobs/job'
import { CallLimits } from './limits/call-limits'
import { LimitSharing } from './limits/sharing'
import { openTokenStore } from './limits/token-store'
import { TokenBuckets } from './limits/token-buckets'
import { Gate } from './mcp/access'
import { Health } from './observability/health'
import { type Log, makeLog } from './observability/log'
import { Recorder } from './observability/recorder'
import { openTelemetry } from './observability/telemetry'
import { makeVendorWatch } from './observability/vendor-watch'
import { Retention } from './retention/retention'
import { Sightings } from './sightings/sightings'
import { makeToolsOf } from './tools/catalogue'
import { ToolRunner } from './tools/run-tool'
import { Snapshots } from './tools/snapshots'
import { validateConnector } from './tools/validate-connector'
import { version } from './version'
import { Vendors } from './vendors/vendors'
import { wireAccounts } from './wiring/accounts'
import { wireMcp } from './wiring/mcp'
import { wireMetrics } from './wiring/metrics'
import { wireWeb } from './wiring/web'

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

/** Wires the parts together and listens. The only place where that happens, with what is in wiring/. */
export async function startApp(config: Config, given: AppParts = {}): Promise<App> {
  const telemetry = await openTelemetry(config, given.log ?? makeLog(config.log.level), version)
  const { log, tracer } = telemetry
  const recorder = new Recorder()
  const jobRan: JobRan = (job, outcome) => recorder.jobRan(job, outcome)
  const registry = given.registry ?? defaultRegistry
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
  const mailer = new Mailer(config.mail && openSmtp({ ...config.mail, extraCa: config.vendors.extraCa }), log)
  const toolsOf = makeToolsOf(registry, log)
  const { accounts, credentials, tenants, oauth, refresher, sweep, links, doctor, checkUp } = wireAccounts({
    ...{ config, db, registry, keyring, mailer, vendors, toolsOf, recorder, jobRan, log },
    sweepMs: given.sweepMs,
  })
  const runner = new ToolRunner({ accounts, links, doctor, vendors, usage, audit, recorder, limits: config.limits })
  const mcp = wireMcp({
    ...{ config, db, authenticator, recorder, refuseOrigin, originOf },
    server: {
      ...{ gate, runner, limits, usage, sightings, log, tracer, version },
      stateKey: deriveKey(platformKey, 'mcp request state'),
    },
  })
  const health = new Health(db, version)
  const metrics = wireMetrics({
    ...{ db, checkUp, recorder, log, token: config.metricsToken, sessions: mcp.sessions },
    running: () => runner.running.size,
    paused: () => vendors.paused(),
    caches: () => ({ snapshots: snapshots.use, keys: keys.use, grants: tokens.use }),
    telemetry: () => telemetry.use(),
  })
  const sessions = new BrowserSessions(db, config.publicUrl)
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
  const web = wireWeb({
    ...{
      config,
      db,
      registry,
      oauth,
      vendors,
      mailer,
      keyring,
      signingKeys,
      platformKey,
      credentials,
      tenants,
      sessions,
    },
    ...{ live, masterKeys, snapshots, authenticator, toolsOf, refuseOrigin, originOf, log },
    bridgeFolder: given.bridgeFolder ?? BRIDGE_FOLDER,
    auditVerifier: new AuditVerifier(db, signer),
    validate: (caller, tenant, connectorId, signal, pasted) =>
      validateConnector(
        { snapshots, accounts, vendors, doctor, recorder },
        ...([caller, tenant.slug, connectorId, signal, pasted] as const),
      ),
  })
  const http = makeServer((req, res) => {
    if (health.handle(req, res) || metrics.handle(req, res) || mcp.http.handle(req, res)) return
    if (authorization.handle(req, res)) return recorder.request(res, 'oauth')
    recorder.request(res, req.url?.startsWith('/api/') ? 'api' : 'web')
    web(req, res)
  })
  http.on('upgrade', (req, socket, head) => mcp.sockets.upgrade(req, socket, head))
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
      await mcp.close()
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
