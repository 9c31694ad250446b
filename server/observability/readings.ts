import type { Database } from '../db/database'
import type { CacheUse } from '../db/fresh-cache'
import type { BackupOutcome } from './backup-store'

export interface Sample {
  /** Of the labels, in their order. */
  readonly values: readonly string[]
  readonly value: number
}

/** What is looked up when somebody asks. */
export interface Reading {
  /** Counts since a start end with `_total`. */
  readonly name: string
  readonly help: string
  readonly labels: readonly string[]
  readonly read: () => readonly Sample[] | Promise<readonly Sample[]>
}

export interface AccountCount {
  readonly tenant: string
  readonly provider: string
  readonly state: string
  readonly count: number
}

export interface ReadingsParts {
  readonly version: string
  readonly db: Pick<Database, 'pool'>
  /** Vendor accounts by tenant, provider and state. */
  readonly accounts: () => Promise<readonly AccountCount[]>
  readonly unsealed: () => Promise<{ readonly rows: number; readonly ageS: number }>
  readonly backups: () => Promise<readonly BackupOutcome[]>
  readonly sessions: () => Readonly<Record<string, number>>
  readonly running: () => number
  readonly paused: () => readonly { readonly type: string; readonly scope: string; readonly count: number }[]
  readonly caches: () => Readonly<Record<string, CacheUse>>
  readonly telemetry: () => Readonly<Record<string, TelemetryUse>>
}

/** How much of what this process tells others arrived. */
export interface TelemetryUse {
  readonly sent: number
  readonly dropped: number
}

const one = (value: number): readonly Sample[] => [{ values: [], value }]

const ofOutcome = (known: readonly BackupOutcome[], outcome: string) => known.find((each) => each.outcome === outcome)

const lastOf = (known: readonly BackupOutcome[], outcome: string): readonly Sample[] => {
  const found = ofOutcome(known, outcome)
  return found ? one(found.lastAtS) : []
}

const perName = <T>(all: Readonly<Record<string, T>>, valueOf: (each: T) => number): readonly Sample[] =>
  Object.entries(all).map(([name, each]) => ({ values: [name], value: valueOf(each) }))

export const readingsOf = (parts: ReadingsParts): readonly Reading[] => [
  {
    name: 'sagemcp_build_info',
    help: 'What runs here.',
    labels: ['version'],
    read: () => [{ values: [parts.version], value: 1 }],
  },
  {
    name: 'sagemcp_vendor_accounts',
    help: 'Vendor accounts by tenant, provider and state.',
    labels: ['tenant', 'provider', 'state'],
    read: async () =>
      (await parts.accounts()).map(({ tenant, provider, state, count }) => ({
        values: [tenant, provider, state],
        value: count,
      })),
  },
  {
    name: 'sagemcp_audit_unsealed_rows',
    help: 'Audit rows that are in no chain yet, up to 10,000.',
    labels: [],
    read: async () => one((await parts.unsealed()).rows),
  },
  {
    name: 'sagemcp_audit_unsealed_age_seconds',
    help: 'Since when the oldest of them waits.',
    labels: [],
    read: async () => one((await parts.unsealed()).ageS),
  },
  {
    name: 'sagemcp_backups_total',
    help: 'Backups that the audit still knows, by how they ended.',
    labels: ['outcome'],
    read: async () => {
      const known = await parts.backups()
      return ['ok', 'failed'].map((outcome) => ({ values: [outcome], value: ofOutcome(known, outcome)?.count ?? 0 }))
    },
  },
  {
    name: 'sagemcp_backup_last_success_timestamp_seconds',
    help: 'When the last backup was made, if there is one.',
    labels: [],
    read: async () => lastOf(await parts.backups(), 'ok'),
  },
  {
    name: 'sagemcp_backup_last_failure_timestamp_seconds',
    help: 'When a backup failed last, if one did.',
    labels: [],
    read: async () => lastOf(await parts.backups(), 'failed'),
  },
  {
    name: 'sagemcp_sessions',
    help: 'Sessions and connections of MCP clients that are open in this process.',
    labels: ['transport'],
    read: () => perName(parts.sessions(), (count) => count),
  },
  {
    name: 'sagemcp_tool_calls_running',
    help: 'Calls of tools that run now.',
    labels: [],
    read: () => one(parts.running()),
  },
  {
    name: 'sagemcp_vendor_paused',
    help: 'For how many tenants, or addresses as a whole, a vendor failed lately and was not found to work since.',
    labels: ['vendor', 'scope'],
    read: () => parts.paused().map(({ type, scope, count }) => ({ values: [type, scope], value: count })),
  },
  {
    name: 'sagemcp_cache_entries',
    help: 'Values in memory, by cache.',
    labels: ['cache'],
    read: () => perName(parts.caches(), ({ entries }) => entries),
  },
  {
    name: 'sagemcp_cache_requests_total',
    help: 'How often a cache was asked since the start, and whether it had the value.',
    labels: ['cache', 'outcome'],
    read: () =>
      Object.entries(parts.caches()).flatMap(([cache, { hits, misses }]) => [
        { values: [cache, 'hit'], value: hits },
        { values: [cache, 'miss'], value: misses },
      ]),
  },
  {
    name: 'sagemcp_db_pool_connections',
    help: 'Connections to the database by state.',
    labels: ['state'],
    read: () => {
      const { used, idle } = parts.db.pool()
      return [
        { values: ['used'], value: used },
        { values: ['idle'], value: idle },
      ]
    },
  },
  {
    name: 'sagemcp_db_pool_limit',
    help: 'How many connections to the database there may be.',
    labels: [],
    read: () => one(parts.db.pool().limit),
  },
  {
    name: 'sagemcp_db_pool_waiting',
    help: 'Work that waits for a connection to the database.',
    labels: [],
    read: () => one(parts.db.pool().waiting),
  },
  {
    name: 'sagemcp_telemetry_items_total',
    help: 'Spans and error reports since the start, by whether they were taken.',
    labels: ['kind', 'outcome'],
    read: () =>
      Object.entries(parts.telemetry()).flatMap(([kind, { sent, dropped }]) => [
        { values: [kind, 'sent'], value: sent },
        { values: [kind, 'dropped'], value: dropped },
      ]),
  },
]
