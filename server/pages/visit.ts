import { timingSafeEqual } from 'node:crypto'
import type { Request, RequestHandler, Response } from 'express'
import type { Origin } from '../auth/caller'
import { hashToken, isToken, newToken } from '../auth/secret-token'
import { type AuditAction, record } from '../audit/store'
import { type BrowserSessions, readCookie, type SignedIn, type Through, type Whose } from '../auth/sign-in-sessions'
import type { Database } from '../db/database'
import { AppError } from '../errors'
import type { Auditor } from '../http/endpoint'
import type { Log } from '../observability/log'
import type { User } from '../users/entity'
import { actorOf } from '../users/actors'
import { readForm } from './form'
import type { Page } from './document'
import { message } from './layout'

export interface VisitParts {
  readonly publicUrl: string
  readonly db: Database
  readonly sessions: BrowserSessions
  readonly originOf: (req: Request) => Origin
  readonly log: Log
}

export type Reply =
  | { readonly goTo: string }
  | {
      readonly page: Page
      readonly status?: number
      readonly retryAfterS?: number
      /** What follows its form may end at another site, and browsers hold every redirect against `form-action`. */
      readonly leadsAway?: boolean
    }

export type Handler = (visit: Visit) => Promise<Reply> | Reply

type Person = Pick<User, 'id' | 'name' | 'isPlatformAdmin'>
type WhoSignsIn = Person & Pick<User, 'passwordHash'>

interface About {
  readonly origin: Origin
  readonly signedIn: SignedIn | undefined
  readonly csrf: string
  readonly form: Readonly<Record<string, string>>
}

/** One request of a browser to a page: what it sent, who is signed in, and what its browser is to keep. */
export class Visit {
  readonly origin: Origin
  readonly signedIn: SignedIn | undefined
  /** What every form of the page sends back. */
  readonly csrf: string
  /** Empty unless a form was sent; its `csrf` was right then. */
  readonly form: Readonly<Record<string, string>>

  constructor(
    private readonly parts: VisitParts,
    readonly req: Request,
    private readonly res: Response,
    about: About,
  ) {
    this.origin = about.origin
    this.signedIn = about.signedIn
    this.csrf = about.csrf
    this.form = about.form
  }

  param(name: string): string {
    const value = this.req.params[name]
    return typeof value === 'string' ? value : ''
  }

  query(name: string): string | undefined {
    return new URL(this.req.url, 'http://localhost').searchParams.get(name) ?? undefined
  }

  /** A new session with a new token, good for everything of the person or for one tenant only; whatever this browser had before ends. */
  async signIn(user: WhoSignsIn, through?: Through): Promise<void> {
    const { sessions } = this.parts
    const { token, sessionId } = await sessions.create(user, this.origin, this.req.headers['user-agent'], through)
    if (this.signedIn) await sessions.end(this.signedIn.sessionId)
    const onlyTenantId = through?.onlyTenantId
    this.res.append('Set-Cookie', this.parts.sessions.cookie(token))
    this.forget(CSRF_COOKIE)
    const person = { ...user, isPlatformAdmin: user.isPlatformAdmin && onlyTenantId === undefined, onlyTenantId }
    await this.#record('session.create', person, sessionId)
  }

  async signOut(): Promise<void> {
    if (this.signedIn) await this.endSession(this.signedIn.sessionId)
    this.res.append('Set-Cookie', this.parts.sessions.clearCookie())
  }

  /** One session of whoever is signed in. */
  async endSession(id: string): Promise<void> {
    const { signedIn } = this
    if (!signedIn || !UUID.test(id) || !(await this.parts.sessions.end(id, signedIn))) return
    await this.#record('session.end', { ...signedIn, id: signedIn.userId }, id)
  }

  /** Those of all other browsers. */
  async endOtherSessions(): Promise<void> {
    const { signedIn } = this
    if (!signedIn) return
    const { userId, sessionId } = signedIn
    await this.parts.sessions.endOthersOf(signedIn, sessionId)
    await this.#record('session.end', { ...signedIn, id: userId }, 'others')
  }

  /** Writes down what whoever is signed in does here. */
  auditor(action: AuditAction): Auditor {
    return async (em, { tenantId = null, ...entry }) => {
      const { signedIn } = this
      if (!signedIn) throw new AppError('unauthenticated', 'Sign in first.')
      const caller = actorOf(
        { ...signedIn, id: signedIn.userId },
        signedIn.isPlatformAdmin ? 'platform_admin' : 'nobody',
      )
      await record(em, { tenantId, caller, origin: this.origin, action, ...entry })
    }
  }

  /** Starts work once the answer has left, so that nobody learns from its time what there was to do. */
  afterwards(work: () => Promise<unknown>): void {
    const { requestId } = this.origin
    this.res.once('close', () => {
      work().catch((err: unknown) => this.parts.log.error({ err, requestId }, 'what follows a page failed'))
    })
  }

  /** Until the browser closes, or as long as said. */
  keep(cookie: string, value: string, maxAgeS?: number): void {
    this.res.append('Set-Cookie', `${cookieLine(this.parts, cookie, value)}${maxAgeS ? `; Max-Age=${maxAgeS}` : ''}`)
  }

  kept(cookie: string): string | undefined {
    return readCookie(this.req, cookieName(this.parts, cookie))
  }

  /** What a tenant's provider began is the tenant's to know. */
  #record(
    action: 'session.create' | 'session.end',
    user: Person & Pick<Whose, 'onlyTenantId'>,
    target: string,
  ): Promise<void> {
    const caller = actorOf(user, user.isPlatformAdmin ? 'platform_admin' : 'nobody')
    const tenantId = user.onlyTenantId ?? null
    return this.parts.db.withSystem((em) => record(em, { tenantId, caller, origin: this.origin, action, target }))
  }

  forget(cookie: string): void {
    this.res.append('Set-Cookie', `${cookieLine(this.parts, cookie, '')}; Max-Age=0`)
  }
}

const UUID = /^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/

/** Before anybody is signed in, a form must repeat what this cookie holds: another site can neither read nor set it. */
const CSRF_COOKIE = 'sagemcp-csrf'

/** With https the browser itself keeps such a cookie to this host, this path and encrypted connections. */
const cookieName = ({ publicUrl }: VisitParts, name: string): string =>
  publicUrl.startsWith('https:') ? `__Host-${name}` : name

const cookieLine = (parts: VisitParts, name: string, value: string): string =>
  `${cookieName(parts, name)}=${value}; Path=/; HttpOnly; SameSite=Lax${parts.publicUrl.startsWith('https:') ? '; Secure' : ''}`

/** Every page goes through the same steps; no page can leave one out. */
export const visits =
  (parts: VisitParts) =>
  (handle: Handler): RequestHandler =>
  async (req, res) => {
    const signedIn = await parts.sessions.find(req)
    const kept = readCookie(req, cookieName(parts, CSRF_COOKIE)) ?? ''
    const known = signedIn?.csrf ?? (isToken(kept) ? kept : undefined)
    const csrf = known ?? newToken()
    const form = req.method === 'POST' ? await readForm(req, res) : {}
    const visit = new Visit(parts, req, res, { origin: parts.originOf(req), signedIn, csrf, form })
    if (known === undefined) visit.keep(CSRF_COOKIE, csrf)
    const reply = req.method === 'POST' && !same(form.csrf, known) ? outOfDate(req) : await handle(visit)
    if ('goTo' in reply) return res.redirect(303, reply.goTo)
    if (reply.retryAfterS !== undefined) res.setHeader('Retry-After', String(reply.retryAfterS))
    if (reply.leadsAway) dropFormAction(res)
    res
      .status(reply.status ?? 200)
      .type('html')
      .send(reply.page.for(req))
  }

function dropFormAction(res: Response): void {
  const policy = String(res.getHeader('Content-Security-Policy') ?? '').split(';')
  res.setHeader('Content-Security-Policy', policy.filter((line) => !line.startsWith('form-action')).join(';'))
}

const same = (sent: string | undefined, known: string | undefined): boolean =>
  sent !== undefined && known !== undefined && timingSafeEqual(hashToken(sent), hashToken(known))

const outOfDate = (req: Request): Reply => ({
  status: 403,
  page: message('This page is out of date', 'Nothing was changed. Open it again and repeat what you did.', {
    // A form may be sent to an address that only takes forms; those are below the page that shows them.
    href: req.path.startsWith('/account/') || req.path === '/sign-out' ? '/account' : req.path,
    label: 'Open it again',
  }),
})
