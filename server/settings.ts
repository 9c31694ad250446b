import { readFileSync } from 'node:fs'
import { BlockList, isIP } from 'node:net'
import path from 'node:path'
import { z } from 'zod'
import { parseMasterKeys } from './credentials/master-key'
import { parseSender, parseSmtpUrl } from './mail/address'
import { otlpHeaders, ratio, sentryDsn, tracesUrl } from './observability/settings'

/** One name of the environment. */
export interface Setting<T = unknown> {
  /** What applies when the name is absent or empty. */
  readonly default?: string
  /** May also come from a file, named by `<NAME>_FILE`. */
  readonly secret?: boolean
  readonly schema: z.ZodType<T, string | undefined>
}

const setting = <T>(schema: z.ZodType<T, string | undefined>, fallback?: string): Setting<T> =>
  fallback === undefined ? { schema } : { schema, default: fallback }

const secret = <T>(schema: z.ZodType<T, string | undefined>): Setting<T> => ({ schema, secret: true })

const whole = (least: number, most: number) =>
  z
    .string()
    .transform((text) => (/^\d+$/.test(text) ? Number(text) : Number.NaN))
    .refine((n) => n >= least && n <= most, `must be a whole number from ${least} to ${most}`)

const onOff = z
  .string()
  .refine((text) => text === 'on' || text === 'off', 'must be on or off')
  .transform((text) => text === 'on')

const list = z.string().transform((text) => text.split(',').flatMap((part) => part.trim() || []))

/** A text that `read` understands; what it throws is the message. */
const readBy = <T>(read: (text: string) => T) =>
  z.string().transform((text, context): T => {
    try {
      return read(text)
    } catch (error) {
      context.addIssue({ code: 'custom', message: error instanceof Error ? error.message : 'cannot be read' })
      return z.NEVER
    }
  })

const must = (holds: boolean, message: string): void => {
  if (!holds) throw new Error(message)
}

export const isLoopback = (hostname: string): boolean =>
  /(^|\.)localhost$/.test(hostname) || /^127(\.\d{1,3}){3}$/.test(hostname) || hostname === '[::1]'

/** `https://host[:port]`, in the one spelling that browsers send. */
function origin(text: string): string {
  const url = URL.canParse(text) ? new URL(text) : undefined
  if (!url || !['http:', 'https:'].includes(url.protocol) || url.href !== `${url.origin}/`) {
    throw new Error('must be an origin, such as https://sagemcp.example.com, without a path')
  }
  must(url.protocol === 'https:' || isLoopback(url.hostname), 'must begin with https:// unless the host is loopback')
  return url.origin
}

function urlOf(protocols: readonly string[], text: string): string {
  const known = URL.canParse(text) && protocols.includes(new URL(text).protocol)
  must(known, `must be a URL that begins with ${protocols.map((p) => `${p}//`).join(' or ')}`)
  return text
}

function hostAndPort(text: string): string {
  const known = /^(\[[0-9a-f:.]+\]|[a-z0-9._-]+)(:\d{1,5})?$/i.test(text)
  must(known, 'must be hosts or host:port pairs with commas between them; IPv6 addresses in brackets')
  return text.toLowerCase()
}

function proxyAddress(text: string): string {
  const [address = '', bits] = text.split('/')
  const family = isIP(address)
  must(family > 0, 'must be a number of hops, or addresses and networks with commas between them')
  if (bits !== undefined) new BlockList().addSubnet(address, Number(bits), family === 6 ? 'ipv6' : 'ipv4')
  return text
}

const trustProxy = readBy((text): number | readonly string[] =>
  /^\d{1,2}$/.test(text) ? Number(text) : text.split(',').map((part) => proxyAddress(part.trim())),
)

const bootstrapKey = z
  .string()
  .regex(/^sk_[A-Za-z0-9]+_[A-Za-z0-9_-]{32,}$/, 'must be sk_<id>_<secret> with at least 32 characters of secret')

const LOG_LEVELS = ['fatal', 'error', 'warn', 'info', 'debug', 'trace', 'silent'] as const

/** Every name there is, with its default and its form. `.env.example` explains them; a test compares the two. */
export const SETTINGS = {
  NODE_ENV: setting(z.string(), 'development'),
  HOST: setting(z.string(), '127.0.0.1'),
  PORT: setting(whole(0, 65_535), '8000'),
  LOG_LEVEL: setting(z.enum(LOG_LEVELS, `must be one of ${LOG_LEVELS.join(', ')}`), 'info'),
  DATABASE_URL: secret(readBy((text) => urlOf(['postgres:', 'postgresql:'], text)).optional()),
  REDIS_URL: secret(readBy((text) => urlOf(['redis:', 'rediss:'], text)).optional()),
  SAGEMCP_PUBLIC_URL: setting(readBy(origin).optional()),
  SAGEMCP_DATA_DIR: setting(
    z.string().transform((folder) => path.resolve(folder)),
    './data',
  ),
  SAGEMCP_SECRET_KEYS: secret(readBy(parseMasterKeys).optional()),
  SAGEMCP_BOOTSTRAP_ADMIN_KEY: secret(bootstrapKey.optional()),
  SAGEMCP_ALLOWED_ORIGINS: setting(list.pipe(z.array(readBy(origin))), ''),
  SAGEMCP_TRUST_PROXY: setting(trustProxy, '0'),
  SAGEMCP_DB_POOL_MIN: setting(whole(0, 1000), '5'),
  SAGEMCP_DB_POOL_MAX: setting(whole(1, 1000), '20'),
  SAGEMCP_ALLOWED_PRIVATE_HOSTS: setting(list.pipe(z.array(readBy(hostAndPort))), ''),
  SAGEMCP_OUTBOUND_PROXY: secret(readBy((text) => urlOf(['http:', 'https:'], text)).optional()),
  SAGEMCP_OUTBOUND_PROXY_NAMES: setting(onOff, 'off'),
  SAGEMCP_EXTRA_CA_FILE: setting(readBy(pem).optional()),
  SAGEMCP_OAUTH_CIMD: setting(onOff, 'on'),
  SAGEMCP_METRICS_TOKEN: secret(
    z
      .string()
      .regex(/^[\x21-\x7e]{16,}$/, 'must be 16 or more printable characters')
      .optional(),
  ),
  OTEL_EXPORTER_OTLP_ENDPOINT: setting(readBy(tracesUrl).optional()),
  OTEL_EXPORTER_OTLP_HEADERS: secret(readBy(otlpHeaders).optional()),
  OTEL_SERVICE_NAME: setting(z.string(), 'sagemcp'),
  OTEL_TRACES_SAMPLER_ARG: setting(readBy(ratio), '1'),
  SENTRY_DSN: secret(readBy(sentryDsn).optional()),
  SAGEMCP_OAUTH_CIMD_PRIVATE_HOSTS: setting(list.pipe(z.array(readBy(hostAndPort))), ''),
  SAGEMCP_SMTP_URL: secret(readBy(parseSmtpUrl).optional()),
  SAGEMCP_MAIL_FROM: setting(readBy(parseSender).optional()),
  SAGEMCP_CONNECTOR_PACKAGES: setting(list, ''),
  SAGEMCP_MAX_BODY_BYTES: setting(whole(1024, 2 ** 30), String(4 * 2 ** 20)),
  SAGEMCP_MAX_RESULT_BYTES: setting(whole(1024, 2 ** 30), '100000'),
  SAGEMCP_CALL_TIMEOUT_MS: setting(whole(100, 3_600_000), '60000'),
  SAGEMCP_CALLER_CALLS_PER_MINUTE: setting(whole(1, 10_000_000), '600'),
  SAGEMCP_TENANT_CALLS_PER_MINUTE: setting(whole(1, 10_000_000), '6000'),
  SAGEMCP_CALLER_CALLS_PER_DAY: setting(whole(1, 1_000_000_000).optional()),
  SAGEMCP_TENANT_CALLS_PER_DAY: setting(whole(1, 1_000_000_000).optional()),
  SAGEMCP_MAX_SESSIONS_PER_TENANT: setting(whole(1, 1_000_000), '1000'),
  SAGEMCP_SESSION_IDLE_MS: setting(whole(1000, 7 * 86_400_000), '1800000'),
  SAGEMCP_MAX_STREAMS_PER_TENANT: setting(whole(1, 1_000_000), '1000'),
  SAGEMCP_MAX_STREAMS_PER_CALLER: setting(whole(1, 1_000_000).optional()),
  SAGEMCP_ACTIVITY_RETENTION_DAYS: setting(whole(1, 36_500), '90'),
  SAGEMCP_AUDIT_RETENTION_DAYS: setting(whole(1, 36_500), '365'),
} satisfies Record<string, Setting>

export type Values = { readonly [N in keyof typeof SETTINGS]: z.output<(typeof SETTINGS)[N]['schema']> }

function pem(file: string): string {
  let text: string
  try {
    text = readFileSync(file, 'utf8')
  } catch {
    throw new Error('names a file that cannot be read')
  }
  must(text.includes('-----BEGIN CERTIFICATE-----'), 'must name a file of PEM certificates')
  return text
}
