import { createHash, randomBytes } from 'node:crypto'
import {
  chmodSync,
  closeSync,
  constants,
  fchmodSync,
  fstatSync,
  fsyncSync,
  mkdirSync,
  openSync,
  readFileSync,
  renameSync,
  rmSync,
  writeFileSync,
} from 'node:fs'
import { homedir } from 'node:os'
import path from 'node:path'

/** What a person allowed this computer. */
export interface Grant {
  readonly issuer: string
  readonly clientId: string
  readonly accessToken: string
  /** In milliseconds of our own clock. */
  readonly expiresAt: number
  readonly refreshToken: string
}

/** A sign-in that a browser was sent to; whichever bridge runs when the person is done goes on with it. */
export interface PendingSignIn {
  readonly issuer: string
  readonly clientId: string
  readonly state: string
  readonly verifier: string
  /** Where the browser comes back to. */
  readonly port: number
  readonly url: string
  readonly since: number
}

export interface SignInEntry {
  readonly grant?: Grant | undefined
  readonly pending?: PendingSignIn | undefined
}

const GRANT = {
  issuer: 'string',
  clientId: 'string',
  accessToken: 'string',
  expiresAt: 'number',
  refreshToken: 'string',
} as const
const PENDING = {
  issuer: 'string',
  clientId: 'string',
  state: 'string',
  verifier: 'string',
  port: 'number',
  url: 'string',
  since: 'number',
} as const

const MODES = process.platform !== 'win32'
const NO_FOLLOW = MODES ? constants.O_NOFOLLOW : 0

/** Where a person's own settings are, on this system. */
export function configFolder(env: NodeJS.ProcessEnv = process.env, platform: string = process.platform): string {
  const named = platform === 'win32' ? env.APPDATA : env.XDG_CONFIG_HOME
  const base = named !== undefined && path.isAbsolute(named) ? named : path.join(homedir(), '.config')
  return path.join(base, 'sagemcp', 'bridge')
}

/** One endpoint's sign-in, in a file that only its owner reads. Every bridge of that endpoint on this computer shares it. */
export class SignInStore {
  readonly file: string

  constructor(
    endpoint: URL,
    private readonly log: (line: string) => void,
    private readonly folder = configFolder(),
  ) {
    const hash = createHash('sha256').update(endpoint.href).digest('hex').slice(0, 16)
    this.file = path.join(folder, `${endpoint.hostname.replace(/[^\w.-]/g, '_')}-${hash}.json`)
    mkdirSync(folder, { recursive: true, mode: 0o700 })
    // It may have been there already.
    if (MODES) chmodSync(folder, 0o700)
  }

  /** What cannot be read as ours counts as nothing: a person can sign in again. */
  read(): SignInEntry {
    const text = this.#text()
    if (text === undefined) return {}
    try {
      const { grant, pending } = JSON.parse(text) as Record<string, unknown>
      return { grant: pick<Grant>(grant, GRANT), pending: pick<PendingSignIn>(pending, PENDING) }
    } catch {
      this.log(`${this.file} holds no sign-in; it is ignored.`)
      return {}
    }
  }

  /** Whole or not at all, whatever happens to the process or the computer. */
  write(entry: SignInEntry): void {
    const temporary = `${this.file}.${randomBytes(8).toString('hex')}.tmp`
    try {
      const handle = openSync(temporary, 'wx', 0o600)
      try {
        writeFileSync(handle, JSON.stringify(entry, undefined, 2))
        fsyncSync(handle)
      } finally {
        closeSync(handle)
      }
      renameSync(temporary, this.file)
    } catch (error) {
      rmSync(temporary, { force: true })
      throw error
    }
    if (MODES) syncFolder(this.folder)
  }

  remove(): void {
    rmSync(this.file, { force: true })
  }

  #text(): string | undefined {
    let handle: number
    try {
      handle = openSync(this.file, constants.O_RDONLY | NO_FOLLOW)
    } catch (error) {
      const { code } = error as NodeJS.ErrnoException
      if (code !== 'ENOENT') this.log(`${this.file} cannot be read (${code}); it is ignored.`)
      return undefined
    }
    try {
      return this.#isOwn(handle) ? readFileSync(handle, 'utf8') : undefined
    } finally {
      closeSync(handle)
    }
  }

  /** Others' files are not trusted, and our own is closed to others before it is used. */
  #isOwn(handle: number): boolean {
    if (!MODES) return true
    const { uid, mode } = fstatSync(handle)
    if (uid !== process.getuid?.()) {
      this.log(`${this.file} belongs to another user; it is ignored.`)
      return false
    }
    if ((mode & 0o077) !== 0) {
      fchmodSync(handle, 0o600)
      this.log(`Other users of this computer could read ${this.file}. They no longer can; to be safe, sign in again.`)
    }
    return true
  }
}

function syncFolder(folder: string): void {
  const handle = openSync(folder, 'r')
  try {
    fsyncSync(handle)
  } finally {
    closeSync(handle)
  }
}

/** The members of a shape, when all of them are there. */
function pick<T>(value: unknown, shape: Readonly<Record<keyof T & string, 'string' | 'number'>>): T | undefined {
  if (typeof value !== 'object' || value === null) return undefined
  const given = value as Readonly<Record<string, unknown>>
  const names = Object.keys(shape) as (keyof T & string)[]
  if (names.some((name) => typeof given[name] !== shape[name])) return undefined
  return Object.fromEntries(names.map((name) => [name, given[name]])) as T
}
