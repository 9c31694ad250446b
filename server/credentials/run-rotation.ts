import { record } from '../audit/store'
import { openExisting } from '../cli/existing'
import { ask, type Remote } from '../cli/remote'
import { type Config, loadConfig } from '../config'
import { Rotation } from '../contracts/master-keys'
import { addToKeyFile } from './key-file'
import { Keyring } from './keyring'
import { rotate, type Rotated } from './master-keys'
import { SYSTEM } from './state'

export interface RotationOptions {
  /** Absent: on the database itself. */
  readonly remote: Remote | undefined
  readonly isNew: boolean
  readonly say: (line: string) => void
}

export async function runRotation({ remote, isNew, say }: RotationOptions): Promise<void> {
  const config = loadConfig()
  if (isNew) addKey(config, say)
  const { keyId, rewrapped } = remote
    ? await ask(remote, 'POST', '/master-key-rotations', Rotation)
    : await onDatabase(config, say)
  say(`wrapped ${rewrapped} data keys by "${keyId}"; no other key is needed for what is in the database now`)
  say(
    'Take the others out, and restart the servers or send them SIGHUP. Keep them with backups that were made before: they need them.',
  )
}

function addKey({ secrets, database }: Config, say: (line: string) => void): void {
  if (secrets.keys.length > 0 || database.url !== undefined) {
    throw new Error('the keys are in SAGEMCP_SECRET_KEYS: put a new one in front there; --new is for a secret key file')
  }
  say(`put the new key "${addToKeyFile(secrets.keyFile)}" in front in ${secrets.keyFile}: back it up`)
}

async function onDatabase(config: Config, say: (line: string) => void): Promise<Rotated> {
  const keyring = Keyring.existing(config)
  const db = await openExisting(config, 'set SAGEMCP_KEY to the key of a platform admin, for that server to do it')
  try {
    const rotated = await rotate(db, keyring, (rewrapped) => say(`${rewrapped} data keys`))
    await db.withSystem((em) =>
      record(em, {
        tenantId: null,
        caller: SYSTEM,
        origin: { requestId: '', address: '' },
        action: 'master-key.rotate',
        target: rotated.keyId,
        details: { ...rotated },
      }),
    )
    return rotated
  } finally {
    await db.close()
  }
}
