import { randomBytes } from 'node:crypto'
import type { SignedIn } from '../auth/sign-in-sessions'
import { DEFAULT_SCOPES, resourceOf } from '../authorization-server/resource'
import { signAccessToken } from '../authorization-server/sign-token'
import type { SigningKeys } from '../authorization-server/signing-keys'
import { addGrant } from '../authorization-server/store'
import { getConnector } from '../connectors/store'
import type { PlaygroundToken } from '../contracts/playground'
import type { Database, EntityManager } from '../db/database'
import { AppError } from '../errors'
import type { Auditor } from '../http/endpoint'
import type { TenantRef } from '../tenants/tenant-ref'
import { activeRoleIn } from '../users/store'
import { holdSession, liveEnds } from './store'

const LIFE_MS = 5 * 60_000
/** Each token has call limits of its own, so nobody gets as many as they like. */
const MAX_LIVE = 30

export interface PlaygroundParts {
  readonly db: Database
  readonly keys: SigningKeys
  readonly publicUrl: string
}

/** Trades a browser session for a token of one endpoint: a grant that ends with the session, and after five minutes anyway. */
export class Playground {
  constructor(private readonly parts: PlaygroundParts) {}

  async open(
    tenant: TenantRef,
    signedIn: SignedIn,
    idOrSlug: string | undefined,
    audit: Auditor,
  ): Promise<PlaygroundToken> {
    const { db, keys, publicUrl } = this.parts
    return db.withSystem(async (em) => {
      const { userId } = signedIn
      if (!(await activeRoleIn(em, userId, tenant.id))) throw notMember()
      const sessionEnd = await this.#holdSession(em, signedIn.sessionId)
      const connector = idOrSlug === undefined ? undefined : await getConnector(em, tenant.id, idOrSlug)
      const expiresAt = new Date(Math.min(Date.now() + LIFE_MS, sessionEnd.getTime()))
      const grant = {
        id: randomBytes(24).toString('base64url'),
        tenantId: tenant.id,
        userId,
        connectorId: connector?.id ?? null,
        clientId: 'playground',
        clientName: 'the playground',
        redirectHost: '',
        scopes: [...DEFAULT_SCOPES],
        sessionId: signedIn.sessionId,
        expiresAt,
      }
      await addGrant(em, grant)
      const url = resourceOf(publicUrl, { tenant: tenant.slug, connector: connector?.slug })
      await audit(em, { target: connector?.slug ?? tenant.slug, details: { grant: grant.id } })
      return {
        token: await signAccessToken(keys, publicUrl, grant, url),
        expiresAt: expiresAt.toISOString(),
        mcpUrl: url,
        sseUrl: `${url}/sse`,
        wsUrl: url.replace(/^http/, 'ws'),
        ticketUrl: `${url}/ticket`,
      }
    })
  }

  /** Until the transaction ends nobody ends the session, so that there is no grant without one. */
  async #holdSession(em: EntityManager, id: string): Promise<Date> {
    const session = await holdSession(em, id)
    if (!session) throw new AppError('unauthenticated', 'You are signed out.', { hint: 'Sign in again.' })
    const ends = await liveEnds(em, id, MAX_LIVE)
    const [first] = ends
    if (first === undefined || ends.length < MAX_LIVE) return session.expiresAt
    throw new AppError('rate_limited', 'You opened the playground too often within five minutes.', {
      retryAfterS: Math.max(1, Math.ceil((first.getTime() - Date.now()) / 1_000)),
    })
  }
}

const notMember = (): AppError =>
  new AppError('forbidden', "Only members of a tenant use its tools, and you are none of this tenant's.", {
    hint: 'A platform admin looks after tenants without using their tools. Have yourself invited as a member.',
  })
