import { timingSafeEqual } from 'node:crypto'
import type { IncomingMessage } from 'node:http'
import { now, today } from '../clock'
import type { Database, EntityManager } from '../db/database'
import { AppError } from '../errors'
import { BrowserSession, User } from '../users/entity'
import { activeRoleIn, endSession, endSessionsOf, findSession, listSessions, lockPassword } from '../users/store'
import type { Origin } from './caller'
import { hashToken, isToken, newToken } from './secret-token'

const ABSOLUTE_MS = 14 * 86_400_000
/** Being seen is written down this often, not at every request. */
const SEEN_EVERY_MS = 60_000

/** What belongs into the same transaction: an audit row. */
type Also = (em: EntityManager) => Promise<void>

/** Whose sessions: all of a person's, or only those that are good for one tenant and nothing else. */
export interface Whose {
  readonly userId: string
  /** Undefined: of the whole person. */
  readonly onlyTenantId: string | undefined
}

/** What a session is good for, where it is not the whole person. */
export interface Through {
  readonly onlyTenantId: string | undefined
  /** Throws when what let the person in has ended; holds it until the transaction ends. */
  readonly hold: (em: EntityManager) => Promise<unknown>
}

/** A person at a browser. What they may do in a tenant, `callers.ts` decides. */
export interface SignedIn extends Whose {
  readonly sessionId: string
  readonly name: string
  readonly email: string
  /** Never true of a session that a tenant's provider began: it is good for that tenant only. */
  readonly isPlatformAdmin: boolean
  /** When they proved who they are. */
  readonly signedInAt: Date
  /** When the session ends, used or not. */
  readonly expiresAt: Date
  /** What requests that change something must send besides the cookie. */
  readonly csrf: string
}

/** Sessions of browsers, in the database: only the hash of a cookie is stored, and ending one works at once everywhere. */
export class BrowserSessions {
  readonly #secure: boolean
  /** `__Host-` makes browsers refuse the cookie to any other host, path or plain http. */
  readonly cookieName: string

  constructor(
    private readonly db: Database,
    publicUrl: string,
  ) {
    this.#secure = publicUrl.startsWith('https:')
    this.cookieName = this.#secure ? '__Host-sagemcp' : 'sagemcp'
  }

  /**
   * A new session with a new token: signing in never keeps the one that the browser had. The caller ends the old one. Throws
   * when the account or what let the person in was changed since it was looked at: what ends sessions then ended this one too.
   */
  async create(
    user: Pick<User, 'id' | 'passwordHash'>,
    origin: Origin,
    userAgent = '',
    through?: Through,
  ): Promise<{ token: string; csrf: string; sessionId: string }> {
    const [token, csrf, createdAt] = [newToken(), newToken(), today()]
    const sessionId = crypto.randomUUID()
    await this.db.withSystem(async (em) => {
      if ((await lockPassword(em, user.id)) !== user.passwordHash) {
        throw new AppError('conflict', 'Your account has changed meanwhile. Sign in again.')
      }
      await through?.hold(em)
      // Somebody's old sessions go when they sign in; nobody else has to sweep.
      await em.query('DELETE FROM sagemcp.browser_sessions WHERE user_id = $1 AND expires_at <= now()', [user.id])
      await em.insert(BrowserSession, {
        tokenHash: hashToken(token),
        id: sessionId,
        userId: user.id,
        tenantId: through?.onlyTenantId ?? null,
        createdAt,
        lastSeenAt: createdAt,
        expiresAt: new Date(createdAt.getTime() + ABSOLUTE_MS),
        address: origin.address,
        userAgent: userAgent.slice(0, 300),
        csrf,
      })
    })
    return { token, csrf, sessionId }
  }

  /** Who the cookie of this request stands for; undefined without one, after its end, or when the person was deactivated. */
  find(req: Pick<IncomingMessage, 'headers'>): Promise<SignedIn | undefined> {
    const token = readCookie(req, this.cookieName)
    if (token === undefined || !isToken(token)) return Promise.resolve(undefined)
    return this.db.withSystem(async (em) => {
      const session = await findSession(em, hashToken(token))
      const user = session && (await em.findOneBy(User, { id: session.userId, isActive: true }))
      if (!user) return undefined
      const onlyTenantId = session.tenantId ?? undefined
      // Good for a tenant that they are not in any more: for nothing.
      if (onlyTenantId !== undefined && !(await activeRoleIn(em, user.id, onlyTenantId))) return undefined
      await this.#seen(em, session)
      const { id: userId, name, email } = user
      return {
        sessionId: session.id,
        userId,
        onlyTenantId,
        name,
        email,
        isPlatformAdmin: user.isPlatformAdmin && onlyTenantId === undefined,
        signedInAt: session.createdAt,
        expiresAt: session.expiresAt,
        csrf: session.csrf,
      }
    })
  }

  /** Throws `forbidden` unless the request proves that a page of ours sent it. */
  checkCsrf(signedIn: SignedIn, presented: string | undefined): void {
    const [a, b] = [hashToken(presented ?? ''), hashToken(signedIn.csrf)]
    if (timingSafeEqual(a, b)) return
    throw new AppError('forbidden', 'This request does not come from a page of this server.', {
      hint: "Send the session's csrf value as X-CSRF-Token; GET /api/v1/admin/me tells it. Or use an API key.",
    })
  }

  /** By last use, newest first. */
  listOf(whose: Whose): Promise<BrowserSession[]> {
    return this.db.withSystem((em) => listSessions(em, whose))
  }

  /** Whether there was such a session; of this person when one is named. */
  end(id: string, whose?: Whose, also?: Also): Promise<boolean> {
    return this.db.withSystem(async (em) => {
      const ended = await endSession(em, id, whose)
      if (ended) await also?.(em)
      return ended
    })
  }

  endAllOf(whose: Whose, also?: Also): Promise<void> {
    return this.db.withSystem(async (em) => {
      await endSessionsOf(em, whose)
      await also?.(em)
    })
  }

  /** All but the one that asks. */
  endOthersOf(whose: Whose, sessionId: string, also?: Also): Promise<void> {
    return this.db.withSystem(async (em) => {
      await endSessionsOf(em, whose, sessionId)
      await also?.(em)
    })
  }

  /** The Set-Cookie value that signs a browser in. */
  cookie(token: string): string {
    return `${this.cookieName}=${token}; ${this.#attributes}; Max-Age=${ABSOLUTE_MS / 1_000}`
  }

  /** The Set-Cookie value that signs it out. */
  clearCookie(): string {
    return `${this.cookieName}=; ${this.#attributes}; Max-Age=0`
  }

  get #attributes(): string {
    return `Path=/; HttpOnly; SameSite=Lax${this.#secure ? '; Secure' : ''}`
  }

  async #seen(em: EntityManager, { tokenHash, lastSeenAt }: BrowserSession): Promise<void> {
    if (now() - lastSeenAt.getTime() < SEEN_EVERY_MS) return
    await em.update(BrowserSession, { tokenHash }, { lastSeenAt: today() })
  }
}

/** The value of one cookie. Named twice means somebody planted one: neither counts. */
export function readCookie(req: Pick<IncomingMessage, 'headers'>, name: string): string | undefined {
  const values = (req.headers.cookie ?? '')
    .split(';')
    .map((pair) => pair.trim())
    .filter((pair) => pair.startsWith(`${name}=`))
    .map((pair) => pair.slice(name.length + 1))
  return values.length === 1 ? values[0] : undefined
}
