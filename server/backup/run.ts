import { randomBytes } from 'node:crypto'
import { createReadStream, createWriteStream, existsSync, linkSync, rmSync } from 'node:fs'
import { open } from 'node:fs/promises'
import { record } from '../audit/store'
import { openExisting } from '../cli/existing'
import type { Config } from '../config'
import { Keyring } from '../credentials/keyring'
import { openPlatformKey } from '../credentials/platform-key'
import { SYSTEM } from '../credentials/state'
import { type Database, type EntityManager, openDatabase } from '../db/database'
import { makeLog } from '../observability/log'
import { backup, type Copied, type Progress } from './backup'
import { isFolder, nameAt, removeOlder } from './folder'
import { requireEmpty, restore } from './restore'

type Say = (line: string) => void

const EVERY_MS = 2_000
/** Stands for standard output and standard input. */
const STREAM = '-'

/** Afterwards the file is there and whole, or it is not there. Of a folder, `keep` of the newest files stay. */
export async function runBackup(config: Config, target: string, say: Say, keep?: number): Promise<void> {
  const inFolder = target !== STREAM && isFolder(target)
  if (keep !== undefined && !inFolder) throw new Error(`--keep is for a folder of backups, and ${target} is none`)
  const file = inFolder ? nameAt(target, new Date()) : target
  if (file !== STREAM && existsSync(file)) throw new Error(`${file} is there already: give another name`)
  // It has one session: a long look at it would keep every call waiting.
  const db = await openExisting(config, 'stop the server first. Only PostgreSQL is backed up while it serves.')
  try {
    const copied = await write(db, file, progressTo(say)).catch(async (error: unknown) => {
      await note(db, 'failed', {}).catch(() => {}) // why it failed is what counts
      throw error
    })
    say(`backed up ${describe(copied)}${inFolder ? ` to ${file}` : ''}`)
    if (keep !== undefined) for (const name of removeOlder(target, keep, new Date())) say(`removed ${name}`)
    await note(db, 'ok', { ...copied }).catch((error: unknown) =>
      say(`the backup is whole; that it was made could not be written to the audit: ${String(error)}`),
    )
  } finally {
    await db.close()
  }
}

async function write(db: Database, file: string, progress: Progress): Promise<Copied> {
  if (file === STREAM) return backup(db, process.stdout, progress)
  const draft = `${file}.${randomBytes(6).toString('hex')}.partial`
  try {
    const copied = await backup(db, createWriteStream(draft, { flags: 'wx', mode: 0o600 }), progress)
    const written = await open(draft, 'r')
    await written.sync().finally(() => written.close())
    // Unlike a rename it takes no other file's place.
    linkSync(draft, file)
    return copied
  } finally {
    rmSync(draft, { force: true })
  }
}

const note = (db: Database, outcome: 'ok' | 'failed', details: Readonly<Record<string, unknown>>): Promise<void> =>
  db.withSystem((em) => noteIn(em, 'backup.create', outcome, details))

const noteIn = (
  em: EntityManager,
  action: 'backup.create' | 'backup.restore',
  outcome: 'ok' | 'failed',
  details: Readonly<Record<string, unknown>>,
): Promise<void> =>
  record(em, {
    tenantId: null,
    caller: SYSTEM,
    origin: { requestId: '', address: '' },
    action,
    target: 'database',
    outcome,
    details,
  })

/** All of it, or the database stays empty. */
export async function runRestore(config: Config, file: string, say: Say): Promise<void> {
  const log = makeLog('silent')
  const keyring = Keyring.existing(config)
  if (file !== STREAM && !existsSync(file)) throw new Error(`there is no file ${file}`)
  // Before the schema is touched: what is there may be somebody's, and older.
  const found = await openDatabase(config, log, { asIs: true })
  await found.withSystem(requireEmpty).finally(() => found.close())
  const db = await openDatabase(config, log)
  try {
    const copied = await restore(db, file === STREAM ? process.stdin : createReadStream(file), {
      progress: progressTo(say),
      last: async (em, { madeAt, release }) => {
        await openPlatformKey(em, keyring)
        await noteIn(em, 'backup.restore', 'ok', { madeAt, release })
      },
    }).catch((cause: unknown) => {
      throw new Error(`${cause instanceof Error ? cause.message : String(cause)}\nNothing was restored.`, { cause })
    })
    say(`restored ${describe(copied)}`)
    await db.vacuum()
  } finally {
    await db.close()
  }
}

const describe = ({ tables, rows }: Copied): string => `${rows} rows of ${tables} tables`

function progressTo(say: Say): Progress {
  let next = performance.now() + EVERY_MS
  return (table, rows, isDone) => {
    if (isDone ? rows === 0 : performance.now() < next) return
    next = performance.now() + EVERY_MS
    say(`${table}: ${rows} rows${isDone ? '' : ' so far'}`)
  }
}
