import type { BrowserSessions } from '../auth/sign-in-sessions'
import type { ConnectedClients } from '../authorization-server/service'
import type { Invitations } from '../invitations/service'
import type { Mailer } from '../mail/mailer'
import type { SingleSignOn } from '../single-sign-on/single-sign-on'
import type { Tenants } from '../tenants/service'
import type { SecondFactors } from '../users/second-factor'
import type { Passwords } from '../users/passwords'
import type { Users } from '../users/service'
import type { Setup } from '../users/setup'
import type { Attempts } from './attempts'
import type { VisitParts } from './visit'

/** What the pages need of the rest. */
export interface PagesParts extends VisitParts {
  readonly sessions: BrowserSessions
  readonly users: Users
  readonly passwords: Passwords
  readonly setup: Setup
  readonly invitations: Invitations
  readonly factors: SecondFactors
  readonly singleSignOn: SingleSignOn
  readonly tenants: Pick<Tenants, 'find'>
  readonly attempts: Attempts
  readonly platformKey: Buffer
  readonly clients: ConnectedClients
  readonly mailer: Pick<Mailer, 'isOn'>
  /** Where people go who signed in without saying where to: the web app, or the account page where none is served. */
  readonly home: '/' | '/account'
}
