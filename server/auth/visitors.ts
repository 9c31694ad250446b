import type { IncomingMessage } from 'node:http'
import type { Database } from '../db/database'
import type { TenantRef } from '../tenants/tenant-ref'
import { type Authenticator, presentedKey } from './authenticate'
import type { Caller } from './caller'
import { callerIn, userCallerId } from './callers'
import type { BrowserSessions, SignedIn } from './sign-in-sessions'

/** Who stands at the door of the admin API. What a person may do depends on which tenant they enter. */
export interface Visitor {
  readonly id: string
  readonly signedIn: SignedIn | undefined
  in(tenant: TenantRef | undefined): Promise<Caller>
}

export interface VisitorParts {
  readonly db: Database
  readonly authenticator: Authenticator
  readonly sessions: BrowserSessions
}

const CHANGES_NOTHING = ['GET', 'HEAD']

/** A key where one is presented, valid or not; else the browser session. */
export const makeIdentify =
  ({ db, authenticator, sessions }: VisitorParts) =>
  async (req: IncomingMessage, address: string): Promise<Visitor> => {
    const signedIn = presentedKey(req.headers) === undefined ? await sessions.find(req) : undefined
    if (!signedIn) {
      const caller = await authenticator.authenticate(req.headers, address)
      return { id: caller.id, signedIn: undefined, in: async () => caller }
    }
    if (!CHANGES_NOTHING.includes(req.method ?? '')) sessions.checkCsrf(signedIn, csrfHeader(req))
    return { id: userCallerId(signedIn.userId), signedIn, in: (tenant) => callerIn(db, signedIn, tenant) }
  }

function csrfHeader(req: IncomingMessage): string | undefined {
  const given = req.headers['x-csrf-token']
  return typeof given === 'string' ? given : undefined
}
