import { randomBytes } from 'node:crypto'
import {
  closeSync,
  existsSync,
  fsyncSync,
  linkSync,
  mkdirSync,
  openSync,
  readFileSync,
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
  try {
    return parseMasterKeys(readFileSync(file, 'utf8').trim())
  } catch (cause) {
    throw new Error(`the secret key file ${file} cannot be used: restore it from your backup`, { cause })
  }
}

/** Complete or not there: it is linked into its place after it was written. */
function makeKeyFile(file: string): void {
  mkdirSync(path.dirname(file), { recursive: true })
  const draft = `${file}.${randomBytes(6).toString('hex')}`
  const descriptor = openSync(draft, 'wx', 0o600)
  try {
    writeSync(descriptor, `${formatMasterKey({ id: 'file', key: randomBytes(MASTER_KEY_BYTES) })}\n`)
    fsyncSync(descriptor)
    linkSync(draft, file)
  } catch (error) {
    // Another process was faster: its key is the one.
    if ((error as NodeJS.ErrnoException).code !== 'EEXIST') throw error
  } finally {
    closeSync(descriptor)
    rmSync(draft)
  }
}
