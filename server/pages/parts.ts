import type { BrowserSessions } from '../auth/sign-in-sessions'
import type { Invitations } from '../invitations/service'
import type { Log } from '../observability/log'
import type { SecondFactors } from '../users/second-factor'
import type { Users } from '../users/service'
import type { Attempts } from './attempts'
import type { VisitParts } from './visit'

/** What the pages need of the rest. */
export interface PagesParts extends VisitParts {
  readonly sessions: BrowserSessions
  readonly users: Users
  readonly invitations: Invitations
  readonly factors: SecondFactors
  readonly attempts: Attempts
  readonly platformKey: Buffer
  readonly log: Log
}
