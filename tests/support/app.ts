import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { type ConnectorClass, type ConnectorDeclaration, Registry } from '../../connectors/sdk'
import { startApp } from '../../server/app'
import { loadConfig } from '../../server/config'
import type { Log } from '../../server/observability/log'
import { Admin } from './admin'
import { freePort } from '../../scripts/free-port.cjs'
import { Lab } from './lab'
import { silent, testDatabaseConfig } from './test-db'

export const ADMIN_KEY = `sk_bootstrap_${'a1B2c3D4'.repeat(5)}`

export interface TestApp extends Admin {
  /** Stops the app. */
  close(): Promise<void>
  /** What the process does when an error is caught by nobody. */
  died(error: unknown): Promise<void>
  /** Stops it and starts it again on the same port and the same data, with other types if given. Needs `keepData`. */
  restart(relocated?: TestAppOptions['relocated']): Promise<void>
  /** The HTTP address of an endpoint. */
  endpoint(tenant: string, connector?: string): string
}

export interface TestAppOptions {
  /** Connector types of this app. Default: the lab. */
  types?: readonly ConnectorClass[]
  /** Types whose vendors stand at other addresses, with the class's declaration changed. */
  relocated?: readonly { readonly class: ConnectorClass; readonly declaration: ConnectorDeclaration }[]
  log?: Log
  env?: Readonly<Record<string, string>>
  /** Where a vendor has to know the redirect address before the app starts. Default: a free one. */
  port?: number
  /** Between two looks for vendor accounts to be renewed. Default: as in production. */
  sweepMs?: number
  /** Where a built bridge is. Default: as in production. */
  bridgeFolder?: string
  /** Data on disk, so that a restart finds it. Default: in memory. */
  keepData?: boolean
}

/** The environment of a test app. The secret key is fixed, so that nothing is written beside the data. */
export const testEnv = (port: number, dataDir: string): Record<string, string> => ({
  NODE_ENV: 'test',
  PORT: String(port),
  LOG_LEVEL: 'silent',
  SAGEMCP_PUBLIC_URL: `http://127.0.0.1:${port}`,
  SAGEMCP_DATA_DIR: dataDir,
  SAGEMCP_SECRET_KEYS: `test:${Buffer.alloc(32, 7).toString('base64')}`,
  SAGEMCP_BOOTSTRAP_ADMIN_KEY: ADMIN_KEY,
})

/** The real app on a free loopback port, on an empty database of its own: embedded, or on the server of TEST_DATABASE_URL. */
export async function startTestApp(options: TestAppOptions = {}): Promise<TestApp> {
  const folder = mkdtempSync(join(tmpdir(), 'sagemcp-test-'))
  const port = options.port ?? (await freePort())
  const config = loadConfig({ ...testEnv(port, folder), ...options.env })
  const { database, drop } = await testDatabaseConfig()
  const types = options.types ?? (options.relocated ? [] : [Lab])
  const start = (relocated = options.relocated ?? []) => {
    const registry = types.reduce((all, type) => all.add(type), new Registry())
    for (const each of relocated) registry.add(each.class, each.declaration)
    const onDisk = options.keepData === true && database.url === undefined
    return startApp(
      { ...config, database: onDisk ? { ...config.database, template: database.template } : database },
      {
        registry,
        log: options.log ?? silent,
        ...(options.sweepMs === undefined ? {} : { sweepMs: options.sweepMs }),
        ...(options.bridgeFolder === undefined ? {} : { bridgeFolder: options.bridgeFolder }),
      },
    )
  }
  let running = await start()
  const { url } = running
  const control: Pick<TestApp, 'close' | 'died' | 'restart' | 'endpoint'> = {
    died: (error) => running.died(error),
    close: async () => {
      await running.close()
      await drop()
      rmSync(folder, { recursive: true, force: true })
    },
    restart: async (relocated) => {
      await running.close()
      running = await start(relocated)
    },
    endpoint: (tenant: string, connector?: string) =>
      `${url}/api/v1/${tenant}${connector === undefined ? '' : `/connectors/${connector}`}/mcp`,
  }
  return Object.assign(new Admin(url, ADMIN_KEY), control)
}

/** A tenant with a lab and a user's key: what most tests begin with. */
export async function withLab(app: TestApp, tenant = 'acme') {
  await app.createTenant(tenant)
  const lab = await app.addConnector(tenant, { type: 'lab' })
  const { id, key } = await app.createKey(tenant)
  return { tenant, connectorId: lab.id, keyId: id, key, url: app.endpoint(tenant) }
}
