import { Socket } from 'node:net'
import { Client } from 'pg'
import type { Config } from '../config'
import type { Log } from '../observability/log'
import type { Backend } from './backend'
import { Listener } from './listener'

const CONNECT_MS = 5000
/** Any number that nobody else is likely to lock in the same database. */
const START_LOCK = 7_243_001_455

/** A PostgreSQL server, shared by any number of processes. */
export function openPostgres(url: string, pool: Pick<Config['database'], 'poolMin' | 'poolMax'>, log: Log): Backend {
  let listener: Listener | undefined
  const sockets = new Set<Socket>()
  const openSocket = (): Socket => {
    const socket = new Socket()
    sockets.add(socket)
    return socket.once('close', () => sockets.delete(socket))
  }
  // Queries have no time-out: some take long for good reasons. One that nobody answers ends with its connection.
  const cut = (): void => {
    for (const socket of sockets) socket.destroy()
  }
  return {
    connection: {
      url,
      extra: {
        application_name: 'sagemcp',
        min: pool.poolMin,
        max: pool.poolMax,
        connectionTimeoutMillis: CONNECT_MS,
        keepAlive: true,
        stream: openSocket,
      },
    },
    alone: async (work) => {
      const client = new Client({
        connectionString: url,
        application_name: 'sagemcp start',
        connectionTimeoutMillis: CONNECT_MS,
      })
      // Its loss shows at the next query; without a listener it would end the process.
      client.on('error', (error) => log.warn({ err: error }, 'lost the connection that holds the start lock'))
      await client.connect()
      try {
        const { rows } = await client.query<{ taken: boolean }>('SELECT pg_try_advisory_lock($1) AS taken', [
          START_LOCK,
        ])
        if (!rows[0]?.taken) {
          log.info('waiting for another process that prepares the database')
          await client.query('SELECT pg_advisory_lock($1)', [START_LOCK])
        }
        return await work()
      } finally {
        await client.end()
      }
    },
    isShared: true,
    isSilent: () => listener?.isSilent ?? false,
    isFull: () => false,
    vacuumsItself: true,
    listen: async (changes, time) => {
      listener = new Listener(url, changes, log, time, cut)
      await listener.start()
    },
    close: async () => {
      await listener?.close()
    },
  }
}
