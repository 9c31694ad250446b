import { type AddressInfo, connect, createServer } from 'node:net'
import { openDatabase } from '../../server/db/database'
import { silent, TEST_DATABASE_URL, testDatabaseConfig } from '../support/test-db'
import { until } from '../support/until'

const onServer = TEST_DATABASE_URL === undefined ? it.skip : it
if (TEST_DATABASE_URL === undefined) {
  process.stdout.write(
    'SKIPPED a database that answers nothing: there is no way to the embedded one, set TEST_DATABASE_URL\n',
  )
}

/** A way to the server on which everything may get lost, unnoticed at both ends. */
async function openWay({ hostname, port }: URL) {
  const way = { isLost: false }
  const server = createServer((near) => {
    const far = connect(Number(port), hostname)
    for (const [socket, other] of [
      [near, far],
      [far, near],
    ] as const) {
      socket.on('error', () => {})
      socket.on('data', (bytes) => way.isLost || other.write(bytes))
      socket.on('close', () => other.destroy())
    }
  })
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  return Object.assign(way, { port: (server.address() as AddressInfo).port, close: () => void server.close() })
}

const UNANSWERED = { code: 'unavailable', message: 'The database does not answer.' }

onServer(
  'what a database swallows is refused after a while, then at once, and works when it answers again',
  async () => {
    const { database, drop } = await testDatabaseConfig()
    const url = new URL(database.url ?? '')
    const way = await openWay(url)
    url.port = String(way.port)
    const db = await openDatabase({ database: { ...database, url: url.href } }, silent)
    try {
      const answer = () => db.withSystem((em) => em.query('SELECT 1 AS one'))
      expect(await answer()).toEqual([{ one: 1 }])
      // What takes long is not what gets no answer.
      await db.withSystem((em) => em.query('SELECT pg_sleep(12)'))

      let begun: () => void = () => {}
      const hasBegun = new Promise<void>((resolve) => (begun = resolve))
      const cutOff = db.withSystem(async (em) => {
        await em.query('SELECT 1')
        way.isLost = true
        begun()
        await em.query('SELECT 1')
      })
      await hasBegun
      await expect(cutOff).rejects.toMatchObject(UNANSWERED)
      const used = db.pool().used
      await expect(Promise.all([answer(), db.ping()])).rejects.toMatchObject(UNANSWERED)
      expect(db.pool()).toMatchObject({ used, waiting: 0 })

      way.isLost = false
      await until('it answers again', () => answer().then(Boolean, () => false), 15_000)
    } finally {
      way.isLost = false
      await db.close()
      way.close()
      await drop()
    }
  },
  60_000,
)
