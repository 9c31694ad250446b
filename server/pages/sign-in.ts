import { normalEmail } from '../users/store'
import { Attempts, CODES } from './attempts'
import { Guesses } from './guesses'
import { html } from '../html'
import { field, form, notice, page } from './layout'
import { safeNext, withNext } from './next'
import type { PagesParts } from './parts'
import { passwordSignIn } from './password-strategy'
import { Pending } from './pending'
import { findPath, providerForm } from './provider-form'
import type { Reply, Visit } from './visit'

/** What is counted stays in memory. */
const MAX_EMAIL = 254

/** E-mail and password, then the second factor where there is one. Every way to fail says the same and takes as long. */
export function signInPages(parts: PagesParts) {
  const { users, passwords, factors, attempts, mailer, singleSignOn, home } = parts
  const guesses = new Guesses(passwords)
  const codes = new Attempts(undefined, CODES)
  const pending = new Pending(parts.platformKey, users, singleSignOn)
  const checkForm = passwordSignIn(passwords)

  async function show(visit: Visit, why: Why = {}): Promise<Reply> {
    const other = await singleSignOn.providers.overview()
    const leadsAway = leads(visit).leadsAway || other.platform !== undefined
    return { ...why, leadsAway, page: signInPage(visit, why, mailer.isOn, other) }
  }

  return {
    signIn: (visit: Visit): Reply | Promise<Reply> =>
      visit.signedIn ? { goTo: safeNext(visit.query('next')) ?? home } : show(visit),

    checkPassword: async (visit: Visit): Promise<Reply> => {
      const next = safeNext(visit.form.next)
      const email = normalEmail(visit.form.email ?? '').slice(0, MAX_EMAIL)
      if (email === '' || !visit.form.password) return show(visit, { status: 400, missing: true })
      const { address } = visit.origin
      const wait = attempts.take(email, address)
      if (wait > 0) {
        guesses.slowedDown(visit, email, 'password')
        return show(visit, { status: 429, retryAfterS: wait })
      }
      const user = await checkForm(visit.req)
      if (!user) return show(visit, { status: 401 })
      attempts.succeeded(email, address)
      return pending.proceed(visit, user, next ?? home)
    },

    code: async (visit: Visit): Promise<Reply> =>
      (await pending.of(visit))
        ? { ...leads(visit), page: codePage(visit) }
        : { goTo: withNext('/sign-in', nextOf(visit)) },

    checkCode: async (visit: Visit): Promise<Reply> => {
      const underWay = await pending.of(visit)
      if (!underWay) return { goTo: withNext('/sign-in', nextOf(visit)) }
      const { user } = underWay
      const [subject, { address }] = [`code of ${user.id}`, visit.origin]
      const wait = codes.take(subject, address)
      if (wait > 0) {
        guesses.slowedDown(visit, user.email, 'code')
        return { status: 429, retryAfterS: wait, ...leads(visit), page: codePage(visit, later(wait)) }
      }
      if (!(await factors.take(user.id, visit.form.code ?? '', visit.origin))) {
        return {
          status: 401,
          ...leads(visit),
          page: codePage(visit, 'This code does not work. Each code works once; wait for the next one.'),
        }
      }
      codes.succeeded(subject, address)
      await underWay.signIn()
      return { goTo: nextOf(visit) ?? home }
    },

    signOut: async (visit: Visit): Promise<Reply> => {
      await visit.signOut()
      return { goTo: withNext('/sign-in', nextOf(visit)) }
    },
  }
}

/** Ways to sign in besides a password. */
type Other = Awaited<ReturnType<PagesParts['singleSignOn']['providers']['overview']>>

interface Why {
  readonly status?: number
  readonly retryAfterS?: number
  readonly missing?: boolean
}

/** An authorization may go on to the client's own address. */
const leads = (visit: Visit) => ({ leadsAway: nextOf(visit)?.startsWith('/oauth/') === true })

const nextOf = (visit: Visit): string | undefined => safeNext(visit.form.next ?? visit.query('next'))

export const later = (seconds: number): string =>
  seconds < 90 ? `Wait ${seconds} seconds, then try again.` : `Wait ${Math.ceil(seconds / 60)} minutes, then try again.`

function signInPage(visit: Visit, { status, retryAfterS, missing = false }: Why, mails: boolean, other: Other) {
  const { email = '', password = '' } = visit.form
  const next = nextOf(visit)
  return page({
    title: 'Sign in',
    body: [
      status === 401 &&
        notice(
          'bad',
          'This e-mail and password do not belong together.',
          mails ? 'Check both.' : 'Check both. If you forgot your password, ask an admin for a reset link.',
        ),
      retryAfterS !== undefined && notice('bad', 'Too many attempts.', later(retryAfterS)),
      status === undefined &&
        visit.query('changed') !== undefined &&
        notice('good', 'Your password is changed.', 'Sign in with the new one.'),
      form({
        action: '/sign-in',
        csrf: visit.csrf,
        submit: 'Sign in',
        hidden: next === undefined ? {} : { next },
        body: [
          field({
            name: 'email',
            label: 'E-mail',
            type: 'email',
            autocomplete: 'username',
            value: email,
            autofocus: email === '',
            error: missing && email.trim() === '' ? 'Give your e-mail address.' : undefined,
          }),
          field({
            name: 'password',
            label: 'Password',
            type: 'password',
            autocomplete: 'current-password',
            autofocus: email !== '',
            error: missing && password === '' ? 'Give your password.' : undefined,
          }),
        ],
      }),
      other.platform && providerForm(visit, other.platform, false),
      other.tenants && html`<p class="small"><a href="${findPath(visit)}">Single sign-on of your organisation</a></p>`,
      mails && html`<p class="small"><a href="/forgot">Forgot your password?</a></p>`,
    ],
  })
}

function codePage(visit: Visit, error?: string) {
  const next = nextOf(visit)
  const recovery = visit.form.recovery !== undefined || visit.query('recovery') !== undefined
  const other = `${withNext('/sign-in/code', next)}${recovery ? '' : `${next === undefined ? '?' : '&'}recovery`}`
  return page({
    title: recovery ? 'Enter a recovery code' : 'Enter a code',
    intro: recovery
      ? 'One of the ten codes that you kept when you set up the second factor. It works once.'
      : 'Your authenticator app shows six digits for SageMCP.',
    body: html`${form({
        action: '/sign-in/code',
        csrf: visit.csrf,
        submit: 'Continue',
        hidden: { ...(next === undefined ? {} : { next }), ...(recovery ? { recovery: '' } : {}) },
        body: field({
          name: 'code',
          label: recovery ? 'Recovery code' : 'Code',
          autocomplete: recovery ? 'off' : 'one-time-code',
          autofocus: true,
          code: recovery ? 'recovery' : 'digits',
          error,
        }),
      })}
      <p class="small">
        <a href="${other}">${recovery ? 'Use the app instead' : 'Lost your phone? Use a recovery code'}</a>
      </p>
      <p class="small"><a href="${withNext('/sign-in', next)}">Sign in as somebody else</a></p>`,
  })
}
