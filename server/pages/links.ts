import { createHash } from 'node:crypto'
import { AppError } from '../errors'
import { check, NewPassword, NewPerson, PASSWORD_LEAST } from './fields'
import { type Content, type Html, html } from '../html'
import { checkbox, field, form, message, notice, page } from './layout'
import type { TenantRef } from '../tenants/tenant-ref'
import { otherWay } from './members-only'
import type { PagesParts } from './parts'
import { later } from './sign-in'
import type { Reply, Visit } from './visit'

type Errors = Readonly<Record<string, string>>

/** Pages behind a link that works once: set-up, invitation, reset. A link that does not work says so in one way. */
export function linkPages(parts: PagesParts) {
  const { setup, passwords, invitations } = parts
  const homeOf = ({ slug }: TenantRef) => (parts.home === '/' ? `/tenants/${slug}` : parts.home)

  async function showInvitation(visit: Visit, why: { errors?: Errors; status?: number } = {}): Promise<Reply> {
    const open = await invitations.find(visit.param('token'))
    if (!open) return gone
    const [{ signedIn }, { tenant, role, email }] = [visit, open]
    if (signedIn?.onlyTenantId !== undefined) return otherWay(visit, here(visit))
    const title = `Join ${tenant.name}`
    const status = why.status ?? 200
    if (signedIn && email !== null && email !== signedIn.email) {
      return { status, page: notForYou(visit, signedIn.email) }
    }
    const intro = html`You are invited to be ${role === 'member' ? 'a' : 'an'} ${role} of ${tenant.name}.`
    const body = signedIn ? joinForm(visit, signedIn, tenant.name) : newMemberForm(visit, email, why.errors)
    return { status, page: page({ title, intro, body }) }
  }

  async function join(visit: Visit): Promise<Reply> {
    const token = visit.param('token')
    if (visit.signedIn?.onlyTenantId !== undefined) return otherWay(visit, here(visit))
    if (visit.signedIn) {
      const joined = await invitations.accept(token, { userId: visit.signedIn.userId }, visit.origin)
      return joined ? { goTo: homeOf(joined.tenant) } : gone
    }
    const open = await invitations.find(token)
    if (!open) return gone
    const { value, errors } = check(NewPerson, { ...visit.form, ...(open.email === null ? {} : { email: open.email }) })
    if (errors) return showInvitation(visit, { errors, status: 400 })
    const retryAfterS = parts.attempts.take(`invitation ${nameOf(token)}`, visit.origin.address)
    if (retryAfterS > 0) return { status: 429, retryAfterS, page: message('Too many attempts', later(retryAfterS)) }
    const joined = await invitations.accept(token, value, visit.origin)
    if (!joined) return gone
    await visit.signIn(joined.user)
    return { goTo: homeOf(joined.tenant) }
  }

  return {
    setup: async (visit: Visit): Promise<Reply> =>
      (await setup.find(visit.param('token'))) ? { page: setupPage(visit) } : gone,

    completeSetup: async (visit: Visit): Promise<Reply> => {
      if (!(await setup.find(visit.param('token')))) return gone
      const { value, errors } = check(NewPerson, visit.form)
      if (errors) return { status: 400, page: setupPage(visit, errors) }
      const user = await setup.complete(visit.param('token'), value, visit.origin)
      if (!user) return gone
      await visit.signIn(user)
      return { goTo: parts.home }
    },

    invitation: (visit: Visit) => showInvitation(visit),

    acceptInvitation: async (visit: Visit): Promise<Reply> => {
      try {
        return await join(visit)
      } catch (error) {
        if (!(error instanceof AppError) || !['conflict', 'forbidden'].includes(error.code)) throw error
        if (visit.signedIn)
          return { status: error.status, page: message('You cannot join with this link', error.message, ACCOUNT) }
        // One answer, whatever the reason: a link must not tell which addresses have accounts more than it must.
        const errors = { email: 'No account could be made with this address. If it has one, sign in first.' }
        return showInvitation(visit, { errors, status: 409 })
      }
    },

    reset: async (visit: Visit): Promise<Reply> => {
      const user = await passwords.findReset(visit.param('token'))
      return user ? { page: resetPage(visit, user.email) } : gone
    },

    completeReset: async (visit: Visit): Promise<Reply> => {
      const user = await passwords.findReset(visit.param('token'))
      if (!user) return gone
      const { value, errors } = check(NewPassword, visit.form)
      if (errors) return { status: 400, page: resetPage(visit, user.email, errors) }
      const keys = visit.form.keys !== undefined
      if (!(await passwords.reset(visit.param('token'), value.password, visit.origin, { keys }))) return gone
      if (visit.signedIn?.userId === user.id) await visit.signOut()
      return { goTo: '/sign-in?changed' }
    },
  }
}

const ACCOUNT = { href: '/account', label: 'Go to your account' }

const gone: Reply = {
  status: 404,
  page: message(
    'This link does not work',
    'It may have been used, have expired or be incomplete. Ask whoever sent it for a new one.',
    { href: '/sign-in', label: 'Sign in' },
  ),
}

/** Names a link in memory without keeping what opens it. */
const nameOf = (token: string): string => createHash('sha256').update(token).digest('base64url')

const here = (visit: Visit): string => visit.req.path

function personFields(form: Readonly<Record<string, string>>, email: Content, errors: Errors): Html {
  return html`${field({ name: 'name', label: 'Your name', autocomplete: 'name', value: form.name, autofocus: Object.keys(errors).length === 0, error: errors.name })}
  ${email} ${newPassword('Password', errors)}`
}

const newPassword = (label: string, errors: Errors, autofocus = false) =>
  field({
    name: 'password',
    label,
    type: 'password',
    autocomplete: 'new-password',
    minlength: PASSWORD_LEAST,
    help: `At least ${PASSWORD_LEAST} characters. A few unrelated words are easy to keep in mind.`,
    error: errors.password,
    autofocus,
  })

const emailField = (value: string | undefined, error: string | undefined, fixed = false) =>
  field({ name: 'email', label: 'E-mail', type: 'email', autocomplete: 'username', value, error, readonly: fixed })

const setupPage = (visit: Visit, errors: Errors = {}) =>
  page({
    title: 'Make the first account',
    intro: 'You will run this server: you make its tenants and invite their people.',
    body: form({
      action: here(visit),
      csrf: visit.csrf,
      submit: 'Create account',
      body: personFields(visit.form, emailField(visit.form.email, errors.email), errors),
    }),
  })

const newMemberForm = (visit: Visit, email: string | null, errors: Errors = {}) =>
  html`${form({
      action: here(visit),
      csrf: visit.csrf,
      submit: 'Create account and join',
      body: personFields(visit.form, emailField(email ?? visit.form.email, errors.email, email !== null), errors),
    })}
    <p class="small muted">
      You have an account already? <a href="/sign-in?next=${encodeURIComponent(here(visit))}">Sign in to join</a>
    </p>`

const joinForm = (visit: Visit, { name, email }: { name: string; email: string }, tenant: string) =>
  html`${form({
    action: here(visit),
    csrf: visit.csrf,
    submit: `Join ${tenant}`,
    body: html`<p>You are signed in as <strong>${name}</strong> (${email}).</p>`,
  })}`

const notForYou = (visit: Visit, email: string) =>
  page({
    title: 'This invitation is for somebody else',
    intro: html`You are signed in as ${email}, and it was made for another e-mail address.`,
    body: form({ action: '/sign-out', csrf: visit.csrf, submit: 'Sign out', hidden: { next: here(visit) } }),
  })

const resetPage = (visit: Visit, email: string, errors: Errors = {}) =>
  page({
    title: 'Choose a new password',
    intro:
      'Everywhere you are signed in now you will be signed out, and AI clients that act as you will have to ask again.',
    body: [
      errors.password !== undefined && notice('bad', 'Your password is not changed yet.'),
      form({
        action: here(visit),
        csrf: visit.csrf,
        submit: 'Change password',
        body: [
          emailField(email, undefined, true),
          newPassword('New password', errors, true),
          checkbox({
            name: 'keys',
            label: 'End my API keys, connected sign-ins and the invitations I sent too',
            help: 'Clear it only if nobody else can have been in your account: what they left would go on working.',
            checked: errors.password === undefined || visit.form.keys !== undefined,
          }),
        ],
      }),
    ],
  })
