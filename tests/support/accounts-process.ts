import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { AccountsApp, appOf } from './accounts'
import type { ServerOrders } from './accounts-server'
import { Admin } from './admin'
import { ADMIN_KEY, testEnv } from './app'
import { freePort } from '../../scripts/free-port.cjs'
import { ask } from './raw'
import { fillDataFolder, testDatabaseConfig } from './test-db'
import { until } from './until'
import { type VendorName, VendorStandIns } from './vendors/oauth/stand-ins'

const root = join(__dirname, '../..')

export interface AccountsProcess {
  readonly admin: Admin
  /** The HTTP address of a tenant's endpoint. */
  endpoint(tenant: string): string
  log(): string
  /** As the kernel does it: nothing is finished and nobody is told. */
  kill(): Promise<void>
  stop(): Promise<void>
}

/** A database and vendors that outlive the processes which work with them. */
export class AccountsHouse {
  readonly #running = new Set<AccountsProcess>()

  private constructor(
    readonly vendors: VendorStandIns,
    private readonly folder: string,
    /** Of the process that people use. */
    private readonly port: number,
    private readonly database: { readonly url: string | undefined; drop(): Promise<void> },
  ) {}

  static async open(names: readonly VendorName[]): Promise<AccountsHouse> {
    const port = await freePort()
    const origin = `http://127.0.0.1:${port}`
    const apps = Object.fromEntries(names.map((name) => [name, [appOf(name, origin)]]))
    const vendors = await VendorStandIns.start({ vendors: names, apps })
    const folder = mkdtempSync(join(tmpdir(), 'sagemcp-accounts-'))
    const { database, drop } = await testDatabaseConfig()
    return new AccountsHouse(vendors, folder, port, { url: database.url, drop })
  }

  /** The first uses the port that the vendors send people back to; a second one needs PostgreSQL and another port. */
  async start(orders: Omit<ServerOrders, 'addresses'> & { port?: number } = {}): Promise<AccountsProcess> {
    const { port = this.port, ...more } = orders
    const { url } = this.database
    if (url === undefined) await fillDataFolder(this.folder)
    const argument = JSON.stringify({ addresses: this.vendors.addresses, ...more } satisfies ServerOrders)
    const script = join(root, 'tests/support/accounts-server.ts')
    const child = spawn(process.execPath, ['-r', join(root, 'scripts/register.cjs'), script, argument], {
      cwd: this.folder,
      env: {
        PATH: process.env.PATH ?? '',
        ...testEnv(port, this.folder),
        LOG_LEVEL: 'warn',
        SAGEMCP_ALLOWED_PRIVATE_HOSTS: this.vendors.hosts.join(','),
        // The tests of renewals call more often in a minute than people do.
        SAGEMCP_CALLER_CALLS_PER_MINUTE: '6000',
        ...(url === undefined ? {} : { DATABASE_URL: url }),
      },
    })
    let log = ''
    for (const output of [child.stdout, child.stderr]) output.on('data', (chunk: Buffer) => (log += chunk.toString()))
    const ended = once(child, 'exit')
    const end = async (signal: NodeJS.Signals) => {
      child.kill(signal)
      await ended
      this.#running.delete(made)
    }
    const admin = new Admin(`http://127.0.0.1:${port}`, ADMIN_KEY)
    const made: AccountsProcess = {
      admin,
      endpoint: (tenant) => `${admin.origin}/api/v1/${tenant}/mcp`,
      log: () => log,
      kill: () => end('SIGKILL'),
      stop: () => end('SIGTERM'),
    }
    this.#running.add(made)
    const isUp = async () => {
      if (child.exitCode !== null) throw new Error(`the server did not start: ${log}`)
      return ask(`${admin.origin}/health/ready`).then(
        ({ status }) => status === 200,
        () => false,
      )
    }
    await until('the server is up', isUp, 120_000)
    return made
  }

  /** What people do in a browser, at this process. */
  world(running: AccountsProcess): AccountsApp {
    const { admin, endpoint, stop } = running
    const app = Object.assign(new Admin(admin.origin, admin.key), {
      endpoint,
      close: stop,
      died: () => Promise.reject(new Error('it is another process')),
      restart: () => Promise.reject(new Error('start another process instead')),
    })
    return new AccountsApp(app, this.vendors, { laterMs: 0 })
  }

  async close(): Promise<void> {
    await Promise.all([...this.#running].map((each) => each.kill()))
    await this.vendors.close()
    await this.database.drop()
    rmSync(this.folder, { recursive: true, force: true })
  }
}
