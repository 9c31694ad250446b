import { createHash, randomBytes } from 'node:crypto'
import { mkdirSync, readdirSync, realpathSync, rmSync } from 'node:fs'
import { connect, createServer, type Server } from 'node:net'
import { tmpdir } from 'node:os'
import path from 'node:path'

// The kernel holds the address of a unix socket to about a hundred bytes.
const MAX_ADDRESS = 100
const ANSWER_MS = 1000

/**
 * Keeps a second process away from a folder. Each process listens on a socket of its own beside the folder and then looks
 * for others: of two that come at once at least one sees the other. A socket dies with its process, even with kill -9, and
 * its name is never used again, so a dead one can be removed without a race.
 */
export async function lockFolder(folder: string): Promise<() => Promise<void>> {
  const { directory, prefix } = placeOf(folder)
  const own = `${prefix}${randomBytes(4).toString('hex')}`
  const server = await listen(path.join(directory, own))
  const unlock = () => new Promise<void>((resolve) => server.close(() => resolve()))
  try {
    for (const other of readdirSync(directory).filter((name) => name.startsWith(prefix) && name !== own)) {
      const holder = await askHolder(path.join(directory, other))
      if (holder !== undefined) throw new Error(`${folder} is in use by ${holder}`)
      rmSync(path.join(directory, other), { force: true })
    }
  } catch (error) {
    await unlock()
    throw error
  }
  return unlock
}

function placeOf(folder: string): { directory: string; prefix: string } {
  mkdirSync(path.dirname(folder), { recursive: true })
  // The same folder by another name is the same folder.
  const directory = realpathSync(path.dirname(folder))
  const prefix = `${path.basename(folder)}.lock.`
  if (Buffer.byteLength(path.join(directory, prefix)) < MAX_ADDRESS - 8) return { directory, prefix }
  const hash = createHash('sha256').update(path.join(directory, prefix)).digest('hex').slice(0, 24)
  return { directory: tmpdir(), prefix: `sagemcp-${hash}.lock.` }
}

function listen(address: string): Promise<Server> {
  const server = createServer((socket) => {
    socket.on('error', () => {}) // whoever asked is gone
    socket.end(String(process.pid))
  })
  server.unref()
  return new Promise((resolve, reject) => {
    server.once('error', (cause) => reject(new Error(`cannot lock the data folder with ${address}`, { cause })))
    server.listen(address, () => resolve(server))
  })
}

/** Undefined when nobody listens there any more. A busy process accepts in the kernel and answers later, or too late. */
function askHolder(address: string): Promise<string | undefined> {
  return new Promise((resolve) => {
    const socket = connect(address)
    let pid = ''
    let connected = false
    const done = () => {
      socket.destroy()
      resolve(connected ? (pid === '' ? 'another process' : `process ${pid}`) : undefined)
    }
    socket.setTimeout(ANSWER_MS, done)
    socket.on('connect', () => (connected = true))
    socket.on('data', (data) => (pid += String(data)))
    socket.on('end', done)
    socket.on('error', done)
  })
}
