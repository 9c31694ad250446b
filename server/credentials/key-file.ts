import { randomBytes } from 'node:crypto'
import {
  closeSync,
  existsSync,
  fsyncSync,
  linkSync,
  mkdirSync,
  openSync,
  readFileSync,
  renameSync,
  rmSync,
  writeSync,
} from 'node:fs'
import path from 'node:path'
import type { Log } from '../observability/log'
import { formatMasterKey, MASTER_KEY_BYTES, type MasterKey, parseMasterKeys } from './master-key'

/** The keys of the key file, which is made when there is none. */
export function openKeyFile(file: string, log: Log): readonly MasterKey[] {
  if (!existsSync(file)) {
    makeKeyFile(file)
    log.warn({ file }, 'made a secret key: back it up, without it the stored credentials cannot be opened')
  }
  return readKeyFile(file)
}

/** The keys of a key file that is there already. */
export function readKeyFile(file: string): readonly MasterKey[] {
  if (!existsSync(file)) throw new Error(`there is no secret key: restore ${file}, or set SAGEMCP_SECRET_KEYS`)
  try {
    return parseMasterKeys(readFileSync(file, 'utf8').trim())
  } catch (cause) {
    throw new Error(`the secret key file ${file} cannot be used: restore it from your backup`, { cause })
  }
}

/** Puts a new key in front, which seals from now on. Returns its id. */
export function addToKeyFile(file: string): string {
  const id = `file-${randomBytes(4).toString('hex')}`
  const keys = [{ id, key: randomBytes(MASTER_KEY_BYTES) }, ...readKeyFile(file)]
  const draft = writeDraft(file, keys)
  renameSync(draft, file)
  return id
}

/** Complete or not there: it is linked into its place after it was written. */
function makeKeyFile(file: string): void {
  mkdirSync(path.dirname(file), { recursive: true })
  const draft = writeDraft(file, [{ id: 'file', key: randomBytes(MASTER_KEY_BYTES) }])
  try {
    linkSync(draft, file)
  } catch (error) {
    // Another process was faster: its key is the one.
    if ((error as NodeJS.ErrnoException).code !== 'EEXIST') throw error
  } finally {
    rmSync(draft)
  }
}

function writeDraft(file: string, keys: readonly MasterKey[]): string {
  const draft = `${file}.${randomBytes(6).toString('hex')}`
  const descriptor = openSync(draft, 'wx', 0o600)
  try {
    writeSync(descriptor, `${keys.map(formatMasterKey).join(',')}\n`)
    fsyncSync(descriptor)
  } catch (error) {
    rmSync(draft)
    throw error
  } finally {
    closeSync(descriptor)
  }
  return draft
}
