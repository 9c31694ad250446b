import { AppError } from '../errors'
import type { Identity } from '../users/entity'
import { html } from '../html'
import { form, message, page } from './layout'
import { forWholeAccount } from './members-only'
import type { PagesParts } from './parts'
import { SealedNote } from './sealed-note'
import { when } from './session-words'
import type { Reply, Visit } from './visit'

export const CONNECT_PATH = '/sign-in/sso/connect'
const LIFE_MS = 15 * 60_000

/** Somebody whom a provider knows and no account here is. */
export interface Connection {
  readonly issuer: string
  readonly subject: string
  /** As the provider calls them; proves nothing. */
  readonly who: string | undefined
  readonly provider: string
  readonly tenant: string | undefined
  readonly tenantId: string | undefined
  readonly next: string | undefined
}

interface Kept extends Connection {
  readonly at: number
}

/**
 * Connecting what a provider says with an account that exists: only after that account's own sign-in, which has to come after
 * the provider's answer, and with a click on a page that names both. Whatever address the provider claims, the page is the same.
 */
export function connectPages({ platformKey, singleSignOn }: Pick<PagesParts, 'platformKey' | 'singleSignOn'>) {
  const notes = new SealedNote<Kept>(platformKey, 'sagemcp-connect', LIFE_MS)

  /** Undefined unless all of the account signed in since. */
  const fresh = ({ signedIn }: Visit, { at }: Kept) =>
    signedIn && signedIn.onlyTenantId === undefined && signedIn.signedInAt.getTime() >= at ? signedIn : undefined

  return {
    begin: (visit: Visit, connection: Connection): Reply => {
      notes.keep(visit, { ...connection, at: Date.now() })
      return { goTo: CONNECT_PATH }
    },

    pages: {
      showConnect: (visit: Visit): Reply => {
        const note = notes.of(visit)
        if (!note) return gone
        const member = fresh(visit, note)
        return { page: member ? confirmPage(visit, note, member.email) : signInFirst(visit, note) }
      },

      connect: async (visit: Visit): Promise<Reply> => {
        const note = notes.of(visit)
        if (!note) return gone
        const member = fresh(visit, note)
        if (!member) return { status: 403, page: signInFirst(visit, note) }
        notes.end(visit)
        return orConflict(async () => {
          await singleSignOn.identities.connect(member.userId, note, visit.origin)
          return { goTo: note.next ?? '/account?connected' }
        })
      },

      disconnect: forWholeAccount((visit, { userId }) =>
        orConflict(async () => {
          const { issuer = '', subject = '' } = visit.form
          await singleSignOn.identities.disconnect(userId, { issuer, subject }, visit.origin)
          return { goTo: '/account' }
        }),
      ),
    },
  }
}

async function orConflict(work: () => Promise<Reply>): Promise<Reply> {
  try {
    return await work()
  } catch (error) {
    if (!(error instanceof AppError) || !['conflict', 'not_found'].includes(error.code)) throw error
    const { status, message: text, details } = error
    return { status, page: message('This was not done', `${text} ${details.hint ?? ''}`.trim(), ACCOUNT) }
  }
}

const ACCOUNT = { href: '/account', label: 'Go to your account' }

const gone: Reply = {
  status: 400,
  page: message('This page is out of date', 'Nothing was changed. Begin the sign-in again.', {
    href: '/sign-in',
    label: 'Sign in',
  }),
}

const nameOf = ({ who, provider }: Connection) => (who === undefined ? provider : `${who} at ${provider}`)

function signInFirst(visit: Visit, note: Kept) {
  const to = note.tenant ?? 'SageMCP'
  const again = { action: '/sign-out', csrf: visit.csrf, hidden: { next: CONNECT_PATH } }
  return page({
    title: 'Connect your account',
    intro: html`You are ${nameOf(note)}. No account here is connected with that yet.`,
    body: html`<section>
        <h2>You have an account here</h2>
        <p>Sign in to it now, in the way you usually do. Then you can connect the two.</p>
        ${
          visit.signedIn
            ? form({ ...again, submit: 'Sign in again' })
            : html`<p>
                <a class="primary" href="/sign-in?next=${encodeURIComponent(CONNECT_PATH)}">Sign in to connect</a>
              </p>`
        }
      </section>
      <section>
        <h2>You have none</h2>
        ${
          note.next?.startsWith('/invitation/')
            ? html`<p><a href="${note.next}">Open your invitation</a> and make one there.</p>`
            : html`<p>Ask an admin of ${to} for an invitation.</p>`
        }
      </section>`,
  })
}

const confirmPage = (visit: Visit, note: Kept, email: string) =>
  page({
    title: 'Connect the two?',
    intro: html`<strong>${nameOf(note)}</strong> will be able to sign in as <strong>${email}</strong>${
        note.tenant === undefined ? '.' : html`, for ${note.tenant} only.`
      }`,
    body: html`<dl class="small">
        <dt class="muted">Provider</dt>
        <dd><code>${note.issuer}</code></dd>
      </dl>
      ${form({
        action: CONNECT_PATH,
        csrf: visit.csrf,
        submit: 'Connect',
        after: html`<p class="small"><a href="/account">Do not connect</a></p>`,
      })}`,
  })

/** Connected providers, a part of the account page. Nothing where there are none. */
export const identityList = (visit: Visit, identities: readonly Identity[], hasPassword: boolean) =>
  identities.length > 0 &&
  html`<section aria-labelledby="identities">
    <h2 id="identities">Connected sign-in</h2>
    <ul class="rows">
      ${identities.map(
        ({ issuer, subject, createdAt }) =>
          html`<li>
            <span class="what"><code>${issuer}</code><span class="muted small">connected ${when(createdAt)}</span></span
            >${
              (hasPassword || identities.length > 1) &&
              form({
                action: '/account/identities/disconnect',
                csrf: visit.csrf,
                submit: 'Disconnect',
                about: issuer,
                hidden: { issuer, subject },
                primary: false,
                inline: true,
              })
            }
          </li>`,
      )}
    </ul>
  </section>`
