import type { ListedGrant } from '../authorization-server/store'
import type { BrowserSession, Identity, User } from '../users/entity'
import type { MembershipOf } from '../users/store'
import { clientList, endClient } from './clients'
import { identityList } from './connect-identity'
import { check, NewPassword, PASSWORD_LEAST } from './fields'
import { html } from '../html'
import { forMembers, forWholeAccount, limitedNotice } from './members-only'
import { checkbox, field, form, notice, page } from './layout'
import type { PagesParts } from './parts'
import { browserOf, when } from './session-words'
import { later } from './sign-in'
import type { Reply, Visit } from './visit'

type Member = NonNullable<Visit['signedIn']>

export function accountPages(parts: PagesParts) {
  const { users, passwords, sessions, clients, attempts, singleSignOn, home } = parts

  /** Of a session that is good for one tenant: only what belongs to that tenant. */
  async function show(visit: Visit, member: Member, wrong: Wrong = {}): Promise<Reply> {
    const { userId, onlyTenantId, isPlatformAdmin } = member
    const [user, memberships, open, grants, identities] = await Promise.all([
      users.find(userId),
      users.memberships(userId),
      sessions.listOf(member),
      clients.listOf(member),
      onlyTenantId === undefined ? singleSignOn.identities.listOf(userId) : [],
    ])
    if (!user) return { goTo: '/sign-in' }
    const shown = {
      user: { ...user, isPlatformAdmin },
      memberships: memberships.filter(({ tenant }) => onlyTenantId === undefined || tenant.id === onlyTenantId),
      ...{ open, grants, identities, wrong, hasApp: home === '/' },
    }
    return { ...wrong.reply, page: accountPage(visit, shown) }
  }

  return {
    account: forMembers((visit, member) => show(visit, member)),

    endSession: forMembers(async (visit) => {
      await visit.endSession(visit.form.id ?? '')
      return { goTo: '/account' }
    }),

    endOtherSessions: forMembers(async (visit) => {
      await visit.endOtherSessions()
      return { goTo: '/account' }
    }),

    endClient: forMembers(async (visit, member) => {
      await endClient(parts, visit, member)
      return { goTo: '/account' }
    }),

    changePassword: forWholeAccount(async (visit, member) => {
      const { value, errors } = check(NewPassword, visit.form)
      if (errors) return show(visit, member, { errors, reply: { status: 400 } })
      const { address } = visit.origin
      const retryAfterS = attempts.take(member.email, address)
      if (retryAfterS > 0) {
        return show(visit, member, { errors: { current: later(retryAfterS) }, reply: { status: 429, retryAfterS } })
      }
      const user = await passwords.check(member.email, visit.form.current ?? '')
      if (!user) {
        return show(visit, member, { errors: { current: 'This is not your password.' }, reply: { status: 401 } })
      }
      attempts.succeeded(member.email, address)
      const ends = { clients: visit.form.clients !== undefined }
      const changed = await passwords.change(user.id, value.password, visit.origin, ends)
      await visit.signIn(changed) // every session ended, this one goes on under a new token
      return { goTo: '/account?changed' }
    }),
  }
}

interface Wrong {
  readonly errors?: Readonly<Record<string, string>>
  readonly reply?: { readonly status: number; readonly retryAfterS?: number }
}

interface Shown {
  readonly user: User
  readonly memberships: readonly MembershipOf[]
  readonly open: readonly BrowserSession[]
  readonly grants: readonly ListedGrant[]
  readonly identities: readonly Identity[]
  readonly wrong: Wrong
  /** Tenants have a page in the web app. */
  readonly hasApp: boolean
}

const accountPage = (visit: Visit, { user, memberships, open, grants, identities, wrong, hasApp }: Shown) =>
  page({
    title: user.name,
    shape: 'wide',
    aside: form({ action: '/sign-out', csrf: visit.csrf, submit: 'Sign out', primary: false, inline: true }),
    intro: html`${user.email}${user.isPlatformAdmin && ', platform admin'}`,
    body: [
      visit.query('changed') !== undefined &&
        notice('good', 'Your password is changed.', 'Every other session of yours has ended.'),
      visit.query('connected') !== undefined &&
        notice('good', 'The two are connected.', 'From now on that provider signs you in.'),
      tenants(memberships, user, hasApp),
      isLimited(visit) ? limitedNotice(visit) : secondFactor(user),
      identityList(visit, identities, user.passwordHash !== null),
      clientList(visit, grants),
      sessionList(visit, open),
      !isLimited(visit) && password(visit, grants.length, wrong.errors),
    ],
  })

const isLimited = ({ signedIn }: Visit): boolean => signedIn?.onlyTenantId !== undefined

const tenants = (memberships: readonly MembershipOf[], { isPlatformAdmin }: User, hasApp: boolean) =>
  html`<section aria-labelledby="tenants">
    <h2 id="tenants">Tenants</h2>
    ${
      memberships.length === 0
        ? html`<p class="muted">
            You are in no tenant yet.
            ${isPlatformAdmin ? 'Whoever creates a tenant is its owner.' : "A tenant's admin can send you an invitation link."}
          </p>`
        : html`<ul class="rows">
            ${memberships.map(
              ({ tenant, role }) =>
                html`<li>
                  <span class="what"
                    ><span>${hasApp ? html`<a href="/tenants/${tenant.slug}">${tenant.name}</a>` : tenant.name}</span
                    ><code class="muted">${tenant.slug}</code></span
                  ><span class="muted">${role}${!tenant.isActive && ', suspended'}</span>
                </li>`,
            )}
          </ul>`
    }
  </section>`

const secondFactor = (user: User) =>
  html`<section aria-labelledby="second-factor">
    <h2 id="second-factor">Second factor</h2>
    <ul class="rows">
      <li>
        ${
          user.totpSecret
            ? html`<span class="what"
                  ><span class="state good">On</span
                  ><span class="muted small">${user.recoveryHashes?.length ?? 0} of 10 recovery codes left</span></span
                ><a href="/account/second-factor">Change</a>`
            : html`<span class="what"
                  ><span>Off</span><span class="muted small">Your password alone signs you in.</span></span
                ><a href="/account/second-factor">Set up</a>`
        }
      </li>
    </ul>
  </section>`

const sessionList = (visit: Visit, all: readonly BrowserSession[]) => {
  const isHere = ({ id }: BrowserSession) => id === visit.signedIn?.sessionId
  const open = [...all.filter(isHere), ...all.filter((session) => !isHere(session))]
  return html`<section aria-labelledby="sessions">
    <h2 id="sessions">Sessions</h2>
    <ul class="rows">
      ${open.map((session) => {
        const here = isHere(session)
        const browser = browserOf(session.userAgent)
        return html`<li>
          <span class="what"
            ><span>${browser}</span
            ><span class="muted small"
              >${session.address},
              ${here ? html`<span class="state good">this browser</span>` : html`last used ${when(session.lastSeenAt)}`}</span
            ></span
          >${
            !here &&
            form({
              action: '/account/sessions/end',
              csrf: visit.csrf,
              submit: 'End',
              about: browser,
              hidden: { id: session.id },
              primary: false,
              inline: true,
            })
          }
        </li>`
      })}
    </ul>
    ${
      open.length > 1 &&
      form({
        action: '/account/sessions/end-others',
        csrf: visit.csrf,
        submit: 'End all other sessions',
        primary: false,
        inline: true,
      })
    }
  </section>`
}

const password = (
  visit: Visit,
  clients: number,
  errors: Readonly<Record<string, string>> | undefined,
) => html`<section aria-labelledby="password-title">
<h2 id="password-title">Password</h2>
<details${errors !== undefined && html` open`}>
<summary>Change it</summary>
<div class="card">${form({
  action: '/account/password',
  csrf: visit.csrf,
  submit: 'Change password',
  primary: false,
  body: [
    // Tells a password manager whose password this is.
    html`<input
      class="visually-hidden"
      type="email"
      name="username"
      autocomplete="username"
      value="${visit.signedIn?.email}"
      readonly
      tabindex="-1"
      aria-hidden="true"
    />`,
    field({
      name: 'current',
      label: 'Password now',
      type: 'password',
      autocomplete: 'current-password',
      error: errors?.current,
    }),
    field({
      name: 'password',
      label: 'New password',
      type: 'password',
      autocomplete: 'new-password',
      minlength: PASSWORD_LEAST,
      help: `At least ${PASSWORD_LEAST} characters. Your other sessions end.`,
      error: errors?.password,
    }),
    clients > 0 &&
      checkbox({
        name: 'clients',
        label: 'End connected clients too',
        help: 'Each asks you again. Clear it only if nobody else knew your password.',
        checked: errors === undefined || visit.form.clients !== undefined,
      }),
  ],
})}</div>
</details>
</section>`
