import { createHash, randomBytes } from 'node:crypto'
import { mkdirSync, readdirSync, realpathSync, rmSync } from 'node:fs'
import { connect, createServer, type Server } from 'node:net'
import { tmpdir } from 'node:os'
import path from 'node:path'

// The kernel holds the address of a unix socket to about a hundred bytes.
const MAX_ADDRESS = 100
const OWN_PART = 20

/**
 * Keeps a second process away from a folder. Each process listens on a socket of its own beside the folder and then looks
 * for others: of two that come at once at least one sees the other. A socket dies with its process, even with kill -9, and
 * its name is never used again, so a dead one can be removed without a race.
 */
export async function lockFolder(folder: string): Promise<() => Promise<void>> {
  const { directory, prefix } = placeOf(folder)
  const own = `${prefix}${process.pid}-${randomBytes(4).toString('hex')}`
  const server = await listen(path.join(directory, own))
  const unlock = () => new Promise<void>((resolve) => server.close(() => resolve()))
  try {
    for (const other of readdirSync(directory).filter((name) => name.startsWith(prefix) && name !== own)) {
      if (await isAlive(path.join(directory, other))) {
        throw new Error(`${folder} is in use by process ${other.slice(prefix.length).split('-')[0]}`)
      }
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
  if (Buffer.byteLength(path.join(directory, prefix)) < MAX_ADDRESS - OWN_PART) return { directory, prefix }
  const hash = createHash('sha256').update(path.join(directory, prefix)).digest('hex').slice(0, 24)
  return { directory: tmpdir(), prefix: `sagemcp-${hash}.lock.` }
}

function listen(address: string): Promise<Server> {
  const server = createServer((socket) => socket.on('error', () => {}).destroy())
  server.unref()
  return new Promise((resolve, reject) => {
    server.once('error', (cause) => reject(new Error(`cannot lock the data folder with ${address}`, { cause })))
    server.listen(address, () => resolve(server))
  })
}

/** The kernel accepts for a living process, however busy it is. */
function isAlive(address: string): Promise<boolean> {
  return new Promise((resolve) => {
    const socket = connect(address)
    const answer = (alive: boolean) => {
      socket.destroy()
      resolve(alive)
    }
    socket.on('connect', () => answer(true))
    socket.on('error', () => answer(false))
  })
}
