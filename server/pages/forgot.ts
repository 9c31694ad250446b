import { normalEmail } from '../users/store'
import { Attempts } from './attempts'
import { html } from '../html'
import { field, form, message, notice, page } from './layout'
import type { PagesParts } from './parts'
import { later } from './sign-in'
import type { Reply, Visit } from './visit'

/** Each may send a mail: five at once for one account, one in a quarter of an hour after that. */
const FORGOTTEN = { burst: 5, perMinute: 1 / 15 }
/** What is counted stays in memory. */
const MAX_EMAIL = 254

/** A lost password: the answer says nothing of whether there is such an account, and the work begins when it has left. */
export function forgotPages({ passwords, mailer }: PagesParts) {
  const attempts = new Attempts(undefined, FORGOTTEN)

  return {
    show: (visit: Visit): Reply => (mailer.isOn ? { page: forgotPage(visit) } : noMail),

    send: (visit: Visit): Reply => {
      if (!mailer.isOn) return noMail
      const email = normalEmail(visit.form.email ?? '').slice(0, MAX_EMAIL)
      if (email === '') return { status: 400, page: forgotPage(visit, { missing: true }) }
      const retryAfterS = attempts.take(email, visit.origin.address)
      if (retryAfterS > 0) return { status: 429, retryAfterS, page: forgotPage(visit, { retryAfterS }) }
      visit.afterwards(() => passwords.mailReset(email, visit.origin))
      return { page: sent(email) }
    },
  }
}

const noMail: Reply = {
  status: 404,
  page: message('This server sends no mail', 'Ask whoever runs it for a link that sets a new password.', {
    href: '/sign-in',
    label: 'Sign in',
  }),
}

const sent = (email: string) =>
  message(
    'Look into your mail',
    html`If there is an account for <strong>${email}</strong>, a mail with a link is on its way. The link works once,
      for an hour. Nothing there after a few minutes? Look among unwanted mail, or ask an admin for a link.`,
    { href: '/sign-in', label: 'Back to sign in' },
  )

function forgotPage(visit: Visit, why: { missing?: boolean; retryAfterS?: number } = {}) {
  return page({
    title: 'Forgot your password?',
    intro: 'We mail you a link with which you choose a new one.',
    body: [
      why.retryAfterS !== undefined && notice('bad', 'Too many attempts.', later(why.retryAfterS)),
      form({
        action: '/forgot',
        csrf: visit.csrf,
        submit: 'Send the link',
        body: field({
          name: 'email',
          label: 'E-mail',
          type: 'email',
          autocomplete: 'username',
          value: visit.form.email,
          autofocus: true,
          error: why.missing === true ? 'Give your e-mail address.' : undefined,
        }),
      }),
      html`<p class="small"><a href="/sign-in">Back to sign in</a></p>`,
    ],
  })
}
