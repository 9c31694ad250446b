import { form, notice, page } from './layout'
import type { Handler, Reply, Visit } from './visit'

type Member = NonNullable<Visit['signedIn']>

/** A page of whoever is signed in; everybody else signs in first and comes back. */
export const forMembers =
  (handle: (visit: Visit, member: Member) => Promise<Reply> | Reply): Handler =>
  (visit) =>
    visit.signedIn ? handle(visit, visit.signedIn) : { goTo: `/sign-in?next=${encodeURIComponent(visit.req.path)}` }

/** A page about the whole account: only for whoever signed in to all of it. */
export const forWholeAccount = (handle: (visit: Visit, member: Member) => Promise<Reply> | Reply): Handler =>
  forMembers((visit, member) =>
    member.onlyTenantId === undefined ? handle(visit, member) : otherWay(visit, '/account'),
  )

const WHY = 'You signed in with the provider of one tenant, and that is good for this tenant only.'

export const signInOtherWay = (csrf: string, next: string) =>
  form({ action: '/sign-out', csrf, submit: 'Sign in another way', hidden: { next } })

/** What a session that is good for one tenant does not reach. Signing in another way leads to `next`. */
export const otherWay = ({ csrf }: Visit, next: string): Reply => ({ status: 403, page: otherWayPage(csrf, next) })

export const otherWayPage = (csrf: string, next: string) =>
  page({ title: 'Sign in another way', intro: WHY, body: signInOtherWay(csrf, next) })

export const limitedNotice = ({ csrf }: Visit) => [
  notice('good', 'Signed in for one tenant.', 'Your other tenants, password and second factor are out of its reach.'),
  signInOtherWay(csrf, '/account'),
]
