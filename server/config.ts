import { readFileSync } from 'node:fs'
import path from 'node:path'
import type { MasterKey } from './credentials/master-key'
import type { Sender, SmtpServer } from './mail/address'
import { nearest } from './nearest'
import { isOAuthAppName, type OAuthAppSetting, readOAuthApps } from './oauth-app-settings'
import { type Setting, SETTINGS, type Values } from './settings'

export interface Config {
  readonly production: boolean
  /** An origin: no path, no slash at the end. */
  readonly publicUrl: string
  /** Where the embedded database and the files that belong to it are. */
  readonly dataDir: string
  readonly http: {
    readonly host: string
    readonly port: number
    readonly allowedOrigins: readonly string[]
    /** How many proxies stand in front of us, or which addresses they have. */
    readonly trustProxy: number | readonly string[]
  }
  readonly database: {
    /** Absent: the embedded database. */
    readonly url: string | undefined
    /** Of the embedded database. */
    readonly dataDir: string
    /** Embedded and gone with the process; for tests and the demo, never from the environment. */
    readonly inMemory: boolean
    /** The image that a new embedded database starts from, left by the build. Without it a start takes seconds more. */
    readonly template: string
    readonly poolMin: number
    readonly poolMax: number
  }
  /** Where processes keep the limits that they share. Absent: in the database. */
  readonly redisUrl: string | undefined
  readonly secrets: {
    /** The first one wraps. Empty: the key file holds the one. */
    readonly keys: readonly MasterKey[]
    readonly keyFile: string
    readonly bootstrapAdminKey: string | undefined
  }
  readonly vendors: {
    readonly allowedPrivateHosts: readonly string[]
    readonly outboundProxy: string | undefined
    readonly proxyGetsNames: boolean
    /** PEM. */
    readonly extraCa: string | undefined
  }
  readonly oauth: {
    /** Whether AI clients may name themselves by the URL of a metadata document, which this server then fetches. */
    readonly clientMetadataDocuments: boolean
    /** The platform's own applications at vendors, by provider. */
    readonly apps: Readonly<Record<string, OAuthAppSetting>>
    /** Private hosts that such a document may be on. Whoever can ask to sign in makes this server ask them. */
    readonly documentPrivateHosts: readonly string[]
  }
  /** Absent: no mail is sent. */
  readonly mail: { readonly server: SmtpServer; readonly from: Sender } | undefined
  /** What monitoring presents at /metrics; without it that address does not exist. */
  readonly metricsToken: string | undefined
  /** What this process tells others by itself. Absent: nothing. */
  readonly telemetry: {
    readonly traces: TracesConfig | undefined
    readonly sentry: string | undefined
  }
  readonly connectorPackages: readonly string[]
  readonly limits: {
    readonly maxBodyBytes: number
    readonly maxResultBytes: number
    readonly callTimeoutMs: number
    readonly callerCallsPerMinute: number
    readonly tenantCallsPerMinute: number
    readonly maxSessionsPerTenant: number
    readonly sessionIdleMs: number
    readonly maxStreamsPerTenant: number
    /** Undefined: as many as the tenant may have. */
    readonly maxStreamsPerCaller: number | undefined
    /** Undefined: as many as they like. */
    readonly callerCallsPerDay: number | undefined
    readonly tenantCallsPerDay: number | undefined
  }
  /** For how long what happened is kept. */
  readonly retention: { readonly activityDays: number; readonly auditDays: number }
  readonly log: { readonly level: Values['LOG_LEVEL'] }
}

export interface TracesConfig {
  /** Where the collector takes them. */
  readonly url: URL
  readonly headers: Readonly<Record<string, string>>
  readonly serviceName: string
  /** How many of those that begin here are recorded, from 0 to 1. */
  readonly ratio: number
}

type Env = Readonly<Record<string, string | undefined>>

/** Everything that is wrong with the environment, a line each. */
export class ConfigError extends Error {
  override readonly name = 'ConfigError'

  constructor(readonly problems: readonly string[]) {
    super(problems.join('\n'))
  }
}

/** The only reader of the environment. Throws ConfigError. */
export function loadConfig(env: Env = process.env): Config {
  const problems = unknownNames(env)
  const values = Object.fromEntries(
    Object.entries<Setting>(SETTINGS).map(([name, setting]) => {
      const { data, error } = setting.schema.safeParse(rawValue(env, name, setting, problems))
      for (const issue of error?.issues ?? []) problems.push(`${name} ${issue.message}`)
      return [name, data]
    }),
  ) as unknown as Values
  const apps = readOAuthApps(env, problems)
  if (problems.length === 0) problems.push(...disagreements(values))
  if (problems.length > 0) throw new ConfigError(problems)
  return arrange(values, apps)
}

function rawValue(env: Env, name: string, setting: Setting, problems: string[]): string | undefined {
  // An empty value is what compose files and charts pass for "not set".
  const own = env[name] || undefined
  const file = setting.secret ? env[`${name}_FILE`] || undefined : undefined
  if (file === undefined) return own ?? setting.default
  if (own !== undefined) problems.push(`${name} and ${name}_FILE are both set; use one`)
  try {
    return readFileSync(file, 'utf8').trim()
  } catch {
    problems.push(`${name}_FILE names a file that cannot be read`)
    return undefined
  }
}

/** Read by `sagemcp bridge`, which people run with the same environment. */
const BRIDGE_KEY = 'SAGEMCP_KEY'

/** Kubernetes describes a service called "sagemcp" to every pod with names that begin like ours. */
const isServiceLink = (name: string, value: string): boolean =>
  /_SERVICE_(HOST|PORT)(_|$)/.test(name) || /_PORT_\d+_(TCP|UDP)/.test(name) || /^(tcp|udp):\/\//.test(value)

function unknownNames(env: Env): string[] {
  const known = Object.entries<Setting>(SETTINGS).flatMap(([name, { secret }]) =>
    secret ? [name, `${name}_FILE`] : [name],
  )
  const ours = known.filter((name) => name.startsWith('SAGEMCP_'))
  return Object.entries(env)
    .filter(([name, value]) => name.startsWith('SAGEMCP_') && name !== BRIDGE_KEY && !isServiceLink(name, value ?? ''))
    .filter(([name]) => !ours.includes(name) && !isOAuthAppName(name))
    .map(([name]) => `${name} is not a setting; did you mean ${nearest(name, ours)}?`)
}

/** What is wrong only when settings are seen together. */
function disagreements(values: Values): string[] {
  const production = values.DATABASE_URL !== undefined || values.NODE_ENV === 'production'
  return [
    ...(production && !values.SAGEMCP_SECRET_KEYS
      ? ['SAGEMCP_SECRET_KEYS is needed with DATABASE_URL or NODE_ENV=production: main:$(openssl rand -base64 32)']
      : []),
    ...(values.SAGEMCP_DB_POOL_MIN > values.SAGEMCP_DB_POOL_MAX
      ? ['SAGEMCP_DB_POOL_MIN must not be above SAGEMCP_DB_POOL_MAX']
      : []),
    ...(values.SAGEMCP_SMTP_URL && !values.SAGEMCP_MAIL_FROM
      ? ['SAGEMCP_MAIL_FROM is needed with SAGEMCP_SMTP_URL: an address that it lets this server send from']
      : []),
    ...(values.SAGEMCP_MAIL_FROM && !values.SAGEMCP_SMTP_URL
      ? ['SAGEMCP_MAIL_FROM does nothing without SAGEMCP_SMTP_URL: set both, or neither to send no mail']
      : []),
  ]
}

function arrange(values: Values, apps: Config['oauth']['apps']): Config {
  const dataDir = values.SAGEMCP_DATA_DIR
  return {
    production: values.NODE_ENV === 'production',
    publicUrl: values.SAGEMCP_PUBLIC_URL ?? `http://localhost:${values.PORT}`,
    dataDir,
    http: {
      host: values.HOST,
      port: values.PORT,
      allowedOrigins: values.SAGEMCP_ALLOWED_ORIGINS,
      trustProxy: values.SAGEMCP_TRUST_PROXY,
    },
    database: {
      url: values.DATABASE_URL,
      dataDir: path.join(dataDir, 'db'),
      inMemory: false,
      template: path.resolve(__dirname, '../db-template.tar.gz'),
      poolMin: values.SAGEMCP_DB_POOL_MIN,
      poolMax: values.SAGEMCP_DB_POOL_MAX,
    },
    redisUrl: values.REDIS_URL,
    secrets: {
      keys: values.SAGEMCP_SECRET_KEYS ?? [],
      keyFile: path.join(dataDir, 'secret-key'),
      bootstrapAdminKey: values.SAGEMCP_BOOTSTRAP_ADMIN_KEY,
    },
    vendors: {
      allowedPrivateHosts: values.SAGEMCP_ALLOWED_PRIVATE_HOSTS,
      outboundProxy: values.SAGEMCP_OUTBOUND_PROXY,
      proxyGetsNames: values.SAGEMCP_OUTBOUND_PROXY_NAMES,
      extraCa: values.SAGEMCP_EXTRA_CA_FILE,
    },
    metricsToken: values.SAGEMCP_METRICS_TOKEN,
    telemetry: {
      traces: values.OTEL_EXPORTER_OTLP_ENDPOINT && {
        url: values.OTEL_EXPORTER_OTLP_ENDPOINT,
        headers: values.OTEL_EXPORTER_OTLP_HEADERS ?? {},
        serviceName: values.OTEL_SERVICE_NAME,
        ratio: values.OTEL_TRACES_SAMPLER_ARG,
      },
      sentry: values.SENTRY_DSN,
    },
    oauth: {
      clientMetadataDocuments: values.SAGEMCP_OAUTH_CIMD,
      apps,
      documentPrivateHosts: values.SAGEMCP_OAUTH_CIMD_PRIVATE_HOSTS,
    },
    mail:
      values.SAGEMCP_SMTP_URL && values.SAGEMCP_MAIL_FROM
        ? { server: values.SAGEMCP_SMTP_URL, from: values.SAGEMCP_MAIL_FROM }
        : undefined,
    connectorPackages: values.SAGEMCP_CONNECTOR_PACKAGES,
    limits: {
      maxBodyBytes: values.SAGEMCP_MAX_BODY_BYTES,
      maxResultBytes: values.SAGEMCP_MAX_RESULT_BYTES,
      callTimeoutMs: values.SAGEMCP_CALL_TIMEOUT_MS,
      callerCallsPerMinute: values.SAGEMCP_CALLER_CALLS_PER_MINUTE,
      tenantCallsPerMinute: values.SAGEMCP_TENANT_CALLS_PER_MINUTE,
      maxSessionsPerTenant: values.SAGEMCP_MAX_SESSIONS_PER_TENANT,
      sessionIdleMs: values.SAGEMCP_SESSION_IDLE_MS,
      maxStreamsPerTenant: values.SAGEMCP_MAX_STREAMS_PER_TENANT,
      maxStreamsPerCaller: values.SAGEMCP_MAX_STREAMS_PER_CALLER,
      callerCallsPerDay: values.SAGEMCP_CALLER_CALLS_PER_DAY,
      tenantCallsPerDay: values.SAGEMCP_TENANT_CALLS_PER_DAY,
    },
    retention: {
      activityDays: values.SAGEMCP_ACTIVITY_RETENTION_DAYS,
      auditDays: values.SAGEMCP_AUDIT_RETENTION_DAYS,
    },
    log: { level: values.LOG_LEVEL },
  }
}
