import { Client } from 'pg'
import { loadConfig } from '../../server/config'
import { openDatabase } from '../../server/db/database'
import { testEnv } from './app'
import { silent, TEST_DATABASE_URL } from './test-db'

/** Values that must show up nowhere, and every place where they were looked for. */
export class SecretHunt {
  readonly #secrets = new Map<string, string>()
  readonly #places: { readonly name: string; readonly text: string; readonly except: readonly string[] }[] = []

  /** `name` says what it is, and a test's failure says it. Short values would be found by chance. */
  plant(name: string, ...values: readonly (string | undefined)[]): void {
    for (const value of values)
      if (value !== undefined && value.length >= 12 && !this.#secrets.has(value)) this.#secrets.set(value, name)
  }

  /** Secrets whose names are in `except` may be here. */
  look(name: string, text: string, except: readonly string[] = []): void {
    this.#places.push({ name, text, except })
  }

  /** `<what> in <where>`, each once. */
  found(): readonly string[] {
    const all = this.#places.flatMap(({ name, text, except }) =>
      [...this.#secrets]
        .filter(([value, what]) => !except.includes(what) && spellings(value).some((each) => text.includes(each)))
        .map(([, what]) => `${what} in ${name}`),
    )
    return [...new Set(all)]
  }

  get kinds(): readonly string[] {
    return [...new Set(this.#secrets.values())].sort()
  }

  get places(): readonly string[] {
    return [...new Set(this.#places.map(({ name }) => name))]
  }
}

/** As it is, in an address, in JSON, and as bytes in the two ways that a dump shows them. */
function spellings(value: string): readonly string[] {
  const bytes = Buffer.from(value)
  const encoded = bytes.toString('base64')
  return [
    value,
    encodeURIComponent(value),
    new URLSearchParams({ v: value }).toString().slice(2),
    JSON.stringify(value).slice(1, -1),
    bytes.toString('hex'),
    // Without the end, which depends on what follows.
    encoded.slice(0, Math.floor(encoded.length / 4) * 4 - 4),
  ]
}

const ROWS = `SELECT table_name AS name FROM information_schema.tables WHERE table_schema = 'sagemcp' ORDER BY 1`

type Query = <T>(sql: string) => Promise<readonly T[]>

/** Every row of every table as text, bytes in hex. */
async function dump(query: Query): Promise<ReadonlyMap<string, string>> {
  const tables = await query<{ name: string }>(ROWS)
  const dumped = new Map<string, string>()
  for (const { name } of tables) {
    const rows = await query<{ row: string }>(`SELECT t::text AS row FROM sagemcp."${name}" t`)
    dumped.set(name, rows.map(({ row }) => row).join('\n'))
  }
  return dumped
}

/** Of an embedded app that has stopped; `dataDir` is its SAGEMCP_DATA_DIR. */
export async function dumpEmbedded(dataDir: string): Promise<ReadonlyMap<string, string>> {
  const db = await openDatabase(loadConfig(testEnv(1, dataDir)), silent)
  try {
    return await db.withSystem((em) => dump(<T>(sql: string) => em.query<T[]>(sql)))
  } finally {
    await db.close()
  }
}

/** Of a running app on the server of TEST_DATABASE_URL: the database that holds this tenant. */
export async function dumpOnServer(tenant: string): Promise<ReadonlyMap<string, string>> {
  for (const { datname } of await on('postgres', (query) => query<{ datname: string }>(DATABASES))) {
    const dumped = await on(datname, dump).catch(() => undefined)
    if (dumped?.get('tenants')?.includes(`,${tenant},`)) return dumped
  }
  throw new Error(`no database holds the tenant ${tenant}`)
}

const DATABASES = `SELECT datname FROM pg_database WHERE datname LIKE 'sagemcp_test_%'`

async function on<T>(database: string, work: (query: Query) => Promise<T>): Promise<T> {
  const url = new URL(TEST_DATABASE_URL ?? '')
  url.pathname = `/${database}`
  const client = new Client({ connectionString: url.href })
  await client.connect()
  try {
    return await work(async <R>(sql: string) => (await client.query(sql)).rows as R[])
  } finally {
    await client.end()
  }
}
