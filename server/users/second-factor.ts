import { randomBytes } from 'node:crypto'
import { Secret, TOTP } from 'otpauth'
import { record } from '../audit/store'
import type { Origin } from '../auth/caller'
import { hashToken } from '../auth/secret-token'
import { open, seal, secondFactorAad } from '../credentials/seal'
import type { Database, EntityManager } from '../db/database'
import { User } from './entity'
import { actorOf } from './actors'

const PERIOD_S = 30
const SECRET_BYTES = 20
const RECOVERY_CODES = 10
/** 80 bits: as hard to guess as to find again from its hash. */
const RECOVERY_BYTES = 10
/** What fits into a QR code, however it is encoded. */
const MAX_LABEL = 100

/** What an authenticator app is given. */
export interface Enrolment {
  readonly secret: string
  readonly uri: string
}

/** Codes of an authenticator app (TOTP) as a second proof besides the password, and recovery codes for who lost the app. */
export class SecondFactors {
  constructor(
    private readonly db: Database,
    private readonly platformKey: Buffer,
  ) {}

  /** Nothing is stored before the app has proved that it has the secret. */
  begin(email: string, secret = new Secret({ size: SECRET_BYTES }).base32): Enrolment {
    return { secret, uri: totp(secret, email.slice(0, MAX_LABEL)).toString() }
  }

  /** Switches it on: the recovery codes, which nobody can read again. Undefined when the code is not of this secret. */
  async enable(userId: string, secret: string, code: string, origin: Origin): Promise<readonly string[] | undefined> {
    const step = this.#stepOf(secret, code)
    if (step === undefined) return undefined
    const codes = Array.from({ length: RECOVERY_CODES }, newRecoveryCode)
    const totpSecret = seal(this.platformKey, secret, secondFactorAad(userId))
    const recoveryHashes = codes.map(hashRecovery)
    return this.#locked(userId, async (em, user) => {
      await em.update(User, { id: userId }, { totpSecret, totpStep: step, recoveryHashes })
      await this.#record(em, user, origin, { secondFactor: true })
      return codes
    })
  }

  /** Takes a code of the app or a recovery code. Each works once. */
  async take(userId: string, given: string, origin: Origin): Promise<boolean> {
    const taken = await this.#locked(userId, async (em, user) => {
      if (!user.totpSecret || !user.isActive) return false
      const secret = open(this.platformKey, user.totpSecret, secondFactorAad(userId))
      const step = this.#stepOf(secret, given)
      if (step !== undefined) {
        if (step <= (user.totpStep ?? 0)) return false
        await em.update(User, { id: userId }, { totpStep: step })
        return true
      }
      const left = user.recoveryHashes?.filter((hash) => hash !== hashRecovery(given)) ?? []
      if (left.length === (user.recoveryHashes?.length ?? 0)) return false
      await em.update(User, { id: userId }, { recoveryHashes: left })
      await this.#record(em, user, origin, { recoveryCodeUsed: true, left: left.length })
      return true
    })
    return taken === true
  }

  async disable(userId: string, origin: Origin): Promise<void> {
    await this.#locked(userId, async (em, user) => {
      await em.update(User, { id: userId }, { totpSecret: null, totpStep: null, recoveryHashes: null })
      await this.#record(em, user, origin, { secondFactor: false })
    })
  }

  /** The time step that a code belongs to; clocks may differ by one. */
  #stepOf(secret: string, given: string): number | undefined {
    const timestamp = Date.now()
    const code = given.replace(/[\s-]/g, '')
    if (!/^\d{6}$/.test(code)) return undefined
    const delta = totp(secret, '').validate({ token: code, timestamp, window: 1 })
    return delta === null ? undefined : Math.floor(timestamp / 1_000 / PERIOD_S) + delta
  }

  /** Of two requests with one code the second waits, and finds it taken. */
  #locked<T>(userId: string, work: (em: EntityManager, user: User) => Promise<T>): Promise<T | undefined> {
    return this.db.withSystem(async (em) => {
      const user = await em.findOne(User, { where: { id: userId }, lock: { mode: 'pessimistic_write' } })
      return user ? work(em, user) : undefined
    })
  }

  #record(em: EntityManager, user: User, origin: Origin, details: Record<string, unknown>): Promise<void> {
    const caller = actorOf(user, user.isPlatformAdmin ? 'platform_admin' : 'nobody')
    return record(em, { tenantId: null, caller, origin, action: 'user.second-factor', target: user.id, details })
  }
}

const totp = (secret: string, email: string): TOTP =>
  new TOTP({
    issuer: 'SageMCP',
    label: email,
    secret: Secret.fromBase32(secret),
    algorithm: 'SHA1',
    digits: 6,
    period: PERIOD_S,
  })

const newRecoveryCode = (): string => {
  const text = new Secret({ buffer: new Uint8Array(randomBytes(RECOVERY_BYTES)).buffer }).base32.toLowerCase()
  return text.replace(/.{4}(?=.)/g, '$&-')
}

const hashRecovery = (code: string): string =>
  hashToken(code.toLowerCase().replace(/[^a-z2-7]/g, '')).toString('base64url')
