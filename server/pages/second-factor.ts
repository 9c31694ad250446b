import { open, seal } from '../credentials/seal'
import type { Enrolment } from '../users/second-factor'
import { html } from '../html'
import { field, form, page } from './layout'
import { forWholeAccount } from './members-only'
import type { PagesParts } from './parts'
import { qrSvg } from './qr'
import { later } from './sign-in'
import type { Reply, Visit } from './visit'

type Member = NonNullable<Visit['signedIn']>

/** Switching the second factor on and off. Both ask for the password again: a browser left open must not be enough. */
export function secondFactorPages({ users, passwords, factors, attempts, platformKey }: PagesParts) {
  // Before it is confirmed the secret lives in the page alone, sealed for this session.
  const place = ({ sessionId }: Member) => `pages|second factor|draft|${sessionId}`

  const enrol = (visit: Visit, member: Member, why: Why = {}, secret?: string): Reply => {
    const enrolment = factors.begin(member.email, secret)
    const draft = seal(platformKey, enrolment.secret, place(member)).toString('base64url')
    return { ...why.reply, page: enrolPage(visit, enrolment, draft, why.errors) }
  }

  /** Undefined when the password is right. */
  async function refuse(visit: Visit, member: Member): Promise<Why | undefined> {
    const { address } = visit.origin
    const retryAfterS = attempts.take(member.email, address)
    if (retryAfterS > 0) return { errors: { password: later(retryAfterS) }, reply: { status: 429, retryAfterS } }
    if (!(await passwords.check(member.email, visit.form.password ?? ''))) {
      return { errors: { password: 'This is not your password.' }, reply: { status: 401 } }
    }
    attempts.succeeded(member.email, address)
    return undefined
  }

  const isOn = async ({ userId }: Member): Promise<boolean> => Boolean((await users.find(userId))?.totpSecret)

  return {
    show: forWholeAccount(async (visit, member) =>
      (await isOn(member)) ? { page: offPage(visit) } : enrol(visit, member),
    ),

    enable: forWholeAccount(async (visit, member) => {
      if (await isOn(member)) return { goTo: '/account/second-factor' }
      const secret = opened(platformKey, visit.form.draft, place(member))
      if (secret === undefined) return enrol(visit, member, { reply: { status: 400 } })
      const why = await refuse(visit, member)
      if (why) return enrol(visit, member, why, secret)
      const codes = await factors.enable(member.userId, secret, visit.form.code ?? '', visit.origin)
      if (codes) return { page: codesPage(codes) }
      const errors = {
        code: 'This code does not belong to the key above. Wait for the next one, and check the clock of your phone.',
      }
      return enrol(visit, member, { errors, reply: { status: 400 } }, secret)
    }),

    disable: forWholeAccount(async (visit, member) => {
      const why = await refuse(visit, member)
      if (why) return { ...why.reply, page: offPage(visit, why.errors) }
      await factors.disable(member.userId, visit.origin)
      return { goTo: '/account' }
    }),
  }
}

interface Why {
  readonly errors?: Readonly<Record<string, string>>
  readonly reply?: { readonly status: number; readonly retryAfterS?: number }
}

function opened(key: Buffer, sealed: string | undefined, place: string): string | undefined {
  try {
    return open(key, Buffer.from(sealed ?? '', 'base64url'), place)
  } catch {
    return undefined
  }
}

const back = html`<p class="small"><a href="/account">Back to your account</a></p>`

const passwordField = (error: string | undefined) =>
  field({ name: 'password', label: 'Your password', type: 'password', autocomplete: 'current-password', error })

const enrolPage = (visit: Visit, { secret, uri }: Enrolment, draft: string, errors: Why['errors'] = {}) =>
  page({
    title: 'Set up a second factor',
    intro: 'Scan this with an authenticator app on your phone. It then shows a new six-digit code every 30 seconds.',
    body: html`<div class="qr">${qrSvg(uri, 'Key for your authenticator app')}</div>
      <section class="small">
        <p class="muted">On the phone itself: <a href="${uri}">open it in the app</a>. Or type this key:</p>
        <code class="secret">${secret.replace(/.{4}(?=.)/g, '$& ')}</code>
      </section>
      ${form({
        action: '/account/second-factor',
        csrf: visit.csrf,
        submit: 'Switch it on',
        hidden: { draft },
        body: [
          field({
            name: 'code',
            label: 'Code from the app',
            autocomplete: 'one-time-code',
            code: 'digits',
            error: errors.code,
          }),
          passwordField(errors.password),
        ],
      })}${back}`,
  })

const codesPage = (codes: readonly string[]) =>
  page({
    title: 'Keep these recovery codes',
    intro:
      'The second factor is on. Each code signs you in once when you do not have your phone. They are shown now and never again.',
    body: html`<ol class="codes">
        ${codes.map((code) => html`<li><code>${code}</code></li>`)}
      </ol>
      <p><a class="primary" href="/account">I have kept them</a></p>`,
  })

const offPage = (visit: Visit, errors: Why['errors'] = {}) =>
  page({
    title: 'The second factor is on',
    intro: 'To use another phone or get new recovery codes, switch it off and set it up again.',
    body: html`${form({
      action: '/account/second-factor/off',
      csrf: visit.csrf,
      submit: 'Switch it off',
      primary: false,
      body: passwordField(errors.password),
    })}${back}`,
  })
