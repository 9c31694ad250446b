import type { TenantRole } from '../auth/caller'
import type { Mail } from './message'

const IGNORE = 'If you did not expect this, ignore it: nothing happens then.'

const moment = new Intl.DateTimeFormat('en-GB', { dateStyle: 'long', timeStyle: 'short', timeZone: 'UTC' })

interface Invited {
  readonly to: string
  /** Of who invites. Undefined for a program. */
  readonly from: string | undefined
  readonly tenant: string
  readonly role: TenantRole
  readonly url: string
  readonly expiresAt: Date
}

export const invitationMail = ({ to, from, tenant, role, url, expiresAt }: Invited): Mail => ({
  to,
  subject: `Join “${tenant}” on SageMCP`,
  blocks: [
    `${from === undefined ? 'An admin' : `“${from}”`} invites you to be ${role === 'member' ? 'a' : 'an'} ${role} of “${tenant}” on SageMCP, where AI clients get their tools.`,
    { label: 'Accept the invitation', link: url },
    `The link works once, until ${moment.format(expiresAt)} UTC, and only with the address ${to}.`,
    IGNORE,
  ],
})

export const resetMail = ({ to, url, expiresAt }: { to: string; url: string; expiresAt: Date }): Mail => ({
  to,
  subject: 'A new password for SageMCP',
  blocks: [
    'Somebody, probably you, asked for a new password for your account on SageMCP.',
    { label: 'Choose a new password', link: url },
    `The link works once, until ${moment.format(expiresAt)} UTC. Your password stays as it is until you choose another.`,
    'If it was not you, ignore this: whoever asked does not see this mail.',
  ],
})

/** For an account that was never given a password: a link would make one where its owner signs in another way. */
export const noPasswordMail = ({ to, publicUrl }: { to: string; publicUrl: string }): Mail => ({
  to,
  subject: 'Signing in to SageMCP',
  blocks: [
    'Somebody, probably you, asked for a new password for your account on SageMCP. This account has no password.',
    { label: 'Sign in the way you usually do', link: `${publicUrl}/sign-in` },
    'If you cannot, ask an admin for a link that sets a password.',
    'If it was not you, ignore this.',
  ],
})

interface AccountEnded {
  readonly to: string
  readonly tenant: string
  /** What the vendor calls it, such as "GitHub account ada". */
  readonly account: string
  /** The reader's own, or the one that everybody there works with. */
  readonly isOwn: boolean
  readonly connectors: readonly string[]
  readonly url: string
}

/** To admins: nobody else can mend it. */
export const appProblemMail = ({ to, tenant, account, connectors }: AccountEnded): Mail => ({
  to,
  subject: `An OAuth application does not work any more: ${account}`,
  blocks: [
    `The vendor refuses the OAuth application that the ${account} was connected with to “${tenant}” on SageMCP, or the application was changed here. Until that is mended, these connectors stop working as their connections end: ${connectors.join(', ')}.`,
    'Correct the client id and the secret of the application. The accounts go on by themselves then; nobody has to connect again.',
    'You get this once a day at most.',
  ],
})

export const accountEndedMail = ({ to, tenant, account, isOwn, connectors, url }: AccountEnded): Mail => ({
  to,
  subject: `Connect again: ${account}`,
  blocks: [
    `The vendor ended the connection of ${isOwn ? 'your' : 'the'} ${account} with “${tenant}” on SageMCP. Until it is connected again, these connectors do not work${isOwn ? ' for you' : ''}: ${connectors.join(', ')}.`,
    { label: 'Connect it again', link: url },
    'You get this once for each time that it ends, and once a day at most.',
  ],
})

/** Days before an account ends that nothing can renew. */
export const accountExpiringMail = ({ to, tenant, account, isOwn, connectors, url }: AccountEnded): Mail => ({
  to,
  subject: `Connect again soon: ${account}`,
  blocks: [
    `The connection of ${isOwn ? 'your' : 'the'} ${account} with “${tenant}” on SageMCP ends within a week, and the vendor gives no way to renew it. Then these connectors stop working${isOwn ? ' for you' : ''}: ${connectors.join(', ')}.`,
    { label: 'Connect it again', link: url },
  ],
})

export const accountLacksMail = ({ to, tenant, account, isOwn, connectors, url }: AccountEnded): Mail => ({
  to,
  subject: `Allow more: ${account}`,
  blocks: [
    `${isOwn ? 'Your' : 'The'} ${account} in “${tenant}” on SageMCP was not given something that tools of these connectors need${isOwn ? ' for you' : ''}: ${connectors.join(', ')}. Those tools answer with what is missing; the others work.`,
    { label: 'Connect it again and allow it', link: url },
    'Who does not want to allow it can have those tools switched off instead.',
  ],
})
