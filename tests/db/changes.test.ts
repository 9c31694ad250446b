import { type AddressInfo, connect, createServer, type Server, type Socket } from 'node:net'
import { setTimeout as pause } from 'node:timers/promises'
import { type Database, openDatabase } from '../../server/db/database'
import { silent, TEST_DATABASE_URL, type TestDatabaseConfig, testDatabaseConfig } from '../support/test-db'
import { until } from '../support/until'

function record(db: Database): string[] {
  const seen: string[] = []
  db.changes.subscribe({ changed: (id) => void seen.push(id), reset: () => void seen.push('reset') })
  return seen
}

describe('notices', () => {
  let config: TestDatabaseConfig
  let db: Database
  beforeAll(async () => {
    config = await testDatabaseConfig()
    db = await openDatabase(config, silent)
  })
  afterAll(async () => {
    await db.close()
    await config.drop()
  })

  it('arrive when the transaction commits, from a tenant and from the system, at once in the process that made the change', async () => {
    const seen = record(db)
    await db.withTenant('7b0b1f2e-0000-4000-8000-000000000001', (em) => db.announce(em, 'acme'))
    await db.withSystem((em) => db.announce(em, 'platform'))
    // Each at once, when this process commits it, and once more as the notice that other processes hear.
    await until('both notices', () => seen.length === 4)
    expect([...seen].sort()).toEqual(['acme', 'acme', 'platform', 'platform'])
    expect(db.changes.heardAt).toBeGreaterThan(0)
  })

  it('do not arrive from a transaction that is rolled back', async () => {
    const seen = record(db)
    const failed = db.withSystem(async (em) => {
      await db.announce(em, 'lost')
      throw new Error('no')
    })
    await expect(failed).rejects.toThrow('no')
    await db.withSystem((em) => db.announce(em, 'kept')) // arrives after anything that was sent before it
    await until('both', () => seen.length === 2)
    expect(seen).toEqual(['kept', 'kept'])
  })

  it('do not arrive after unsubscribing', async () => {
    const gone: string[] = []
    const unsubscribe = db.changes.subscribe({ changed: (id) => void gone.push(id), reset: () => {} })
    unsubscribe()
    const seen = record(db)
    await db.withSystem((em) => db.announce(em, 'acme'))
    await until('a notice', () => seen.length > 0)
    expect(gone).toEqual([])
  })
})

/** A way to the server that can be cut, or frozen so that it looks alive and answers nothing. */
class Wire {
  readonly #sockets = new Set<Socket>()
  #server: Server | undefined
  #open = true

  async start(url: string): Promise<string> {
    const { port, hostname } = new URL(url)
    this.#server = createServer((near) => {
      if (!this.#open) return void near.destroy()
      const far = connect(Number(port || 5432), hostname)
      for (const [socket, other] of [
        [near, far],
        [far, near],
      ] as const) {
        this.#sockets.add(socket)
        socket
          .on('error', () => {})
          .on('close', () => {
            this.#sockets.delete(socket)
            other.destroy()
          })
      }
      near.pipe(far).pipe(near)
    })
    await new Promise<void>((resolve) => this.#server?.listen(0, '127.0.0.1', resolve))
    const way = new URL(url)
    way.hostname = '127.0.0.1'
    way.port = String((this.#server.address() as AddressInfo).port)
    return way.href
  }

  cut(): void {
    this.#open = false
    for (const socket of this.#sockets) socket.destroy()
  }

  freeze(): void {
    this.#open = false
    for (const socket of this.#sockets) socket.unpipe().pause()
  }

  /** What was frozen is dead by now. */
  mend(): void {
    if (!this.#open) this.cut()
    this.#open = true
  }

  stop(): void {
    this.cut()
    this.#server?.close()
  }
}

const onPostgres = TEST_DATABASE_URL === undefined ? describe.skip : describe
if (TEST_DATABASE_URL === undefined) {
  process.stdout.write('SKIPPED notices between processes: they need a server, set TEST_DATABASE_URL\n')
}

onPostgres('notices between processes', () => {
  let config: TestDatabaseConfig
  let here: Database
  let there: Database
  let wire: Wire
  beforeEach(async () => {
    config = await testDatabaseConfig()
    wire = new Wire()
    const url = await wire.start(config.database.url ?? '')
    here = await openDatabase(config, silent)
    there = await openDatabase({ database: { ...config.database, url } }, silent)
  })
  afterEach(async () => {
    wire.mend()
    await Promise.all([here.close(), there.close()])
    wire.stop()
    await config.drop()
  })

  it('reach the other one', async () => {
    const seen = record(there)
    await here.withSystem((em) => here.announce(em, 'acme'))
    await until('the notice', () => seen.includes('acme'))
  })

  it('are not sent before the transaction commits', async () => {
    const seen = record(there)
    await here.withSystem(async (em) => {
      await here.announce(em, 'acme')
      await there.withSystem((other) => there.announce(other, 'meanwhile'))
      await until('the other notice', () => seen.includes('meanwhile'))
      expect(seen).toEqual(['meanwhile'])
    })
    await until('the notice', () => seen.includes('acme'))
  })

  it.each(['cut', 'freeze'] as const)(
    'are known to be missing after a %s, and a reset follows the return',
    async (how) => {
      const seen = record(there)
      wire[how]()
      const cutAt = performance.now()
      await here.withSystem((em) => here.announce(em, 'missed'))
      await pause(50)
      expect(seen).toEqual([])
      expect(there.changes.heardAt).toBeLessThanOrEqual(cutAt)
      wire.mend()
      await until('the listener to come back', () => there.changes.heardAt > cutAt, 15_000)
      expect(seen).toEqual(['reset'])
      await here.withSystem((em) => here.announce(em, 'again'))
      await until('the notice after it', () => seen.includes('again'))
      expect(seen).toEqual(['reset', 'again'])
    },
  )
})
