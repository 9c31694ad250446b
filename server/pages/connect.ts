import type { Router } from 'express'
import { isToken, newToken } from '../auth/secret-token'
import type { OAuthCallback } from '../oauth/callback'
import { type CallbackCode, CallbackError } from '../oauth/callback-error'
import { CALLBACK_PATH, OWN_SERVER_PATH } from '../oauth/callback-url'
import { addressesAt, type Connects, type OpenLink, requireOAuth } from '../oauth/connect'
import type { Log } from '../observability/log'
import { html } from '../html'
import type { Page } from './document'
import { form, message, page } from './layout'
import { withNext } from './next'
import { type PageRoute, pageRouter } from './pages'
import type { Reply, Visit, VisitParts } from './visit'

export interface ConnectPagesParts extends VisitParts {
  readonly connects: Connects
  readonly callback: OAuthCallback
  readonly log: Log
}

/** Names the browser that went to the vendor. Kept as long as an attempt may take. */
const BROWSER = 'sagemcp-connect'
const BROWSER_S = 10 * 60

/** Connecting a vendor account in a browser: what a link shows, the way to the vendor, and the way back. */
export function connectPages(parts: ConnectPagesParts): Router {
  const { connects, callback, log } = parts

  async function open(visit: Visit): Promise<OpenLink | Reply> {
    const token = visit.param('token')
    if (!visit.signedIn) return { goTo: withNext('/sign-in', `/connect/${encodeURIComponent(token)}`) }
    const link = await connects.open(token, visit.signedIn)
    return link === 'gone' ? gone : link === 'not_yours' ? notYours(visit.signedIn.email) : link
  }

  async function start(visit: Visit): Promise<Reply> {
    const link = await open(visit)
    return 'attempt' in link ? toVendor(visit, link) : link
  }

  async function toVendor(visit: Visit, link: OpenLink): Promise<Reply> {
    if (!visit.signedIn) return gone
    // One browser may connect several accounts side by side.
    const kept = visit.kept(BROWSER) ?? ''
    const browser = isToken(kept) ? kept : newToken()
    const goTo = await connects.start(link, visit.signedIn, browser)
    visit.keep(BROWSER, browser, BROWSER_S)
    return { goTo }
  }

  async function back(visit: Visit): Promise<Reply> {
    try {
      await callback.run({
        path: visit.req.path,
        query: onceEach(new URL(visit.req.url, 'http://localhost').searchParams),
        browser: visit.kept(BROWSER),
        signedIn: visit.signedIn,
        origin: visit.origin,
      })
      return { goTo: '/oauth/success?status=connected' }
    } catch (error) {
      if (!(error instanceof CallbackError)) {
        // Never here: the address holds the code and the state.
        log.error({ err: error, requestId: visit.origin.requestId }, 'an account was not connected')
        return { goTo: '/oauth/error?status=failed' }
      }
      log.info({ reason: error.message, requestId: visit.origin.requestId }, 'an account was not connected')
      return { goTo: `/oauth/error?status=${error.code}` }
    }
  }

  /** An address that stays, for mails and other pages: it makes a link when a person asks for one. */
  async function at(visit: Visit): Promise<Reply> {
    const [tenantSlug, slug] = [visit.param('tenant'), visit.param('connector')]
    if (!visit.signedIn) return { goTo: withNext('/sign-in', `/connect/${tenantSlug}/${slug}`) }
    const found = await connects.at(tenantSlug, slug, visit.signedIn)
    if (!found) return nothing
    const { tenant, caller, connector, type } = found
    if (visit.req.method !== 'POST') {
      const shared = connector.account === 'shared'
      const action = `/connect/${tenantSlug}/${slug}`
      return { leadsAway: true, page: question(visit, { tenant, connector, type, shared, action }) }
    }
    const { url } = await connects.create(caller, tenant, connector.id, visit.auditor('credential.link'))
    const link = await connects.open(url.slice(url.lastIndexOf('/') + 1), visit.signedIn)
    return typeof link === 'string' ? nothing : toVendor(visit, link)
  }

  const routes: readonly PageRoute[] = [
    ['/connect/:tenant/:connector', at, at],
    ['/connect/:token', async (visit) => show(visit, await open(visit)), start],
    [CALLBACK_PATH, back, undefined],
    [`${OWN_SERVER_PATH}/:tenant/:provider/callback`, back, undefined],
    ['/oauth/success', () => ({ page: connected }), undefined],
    ['/oauth/error', failed, undefined],
  ]
  return pageRouter(parts, routes)
}

/** RFC 6749, 3.1: no parameter comes twice. Which of two would count is nothing to guess. */
function onceEach(query: URLSearchParams): Readonly<Record<string, string>> {
  const names = [...query.keys()]
  if (new Set(names).size < names.length) throw new CallbackError('no_attempt', 'a parameter comes twice')
  return Object.fromEntries(query)
}

function show(visit: Visit, link: OpenLink | Reply): Reply {
  if (!('attempt' in link)) return link
  const { attempt, ...about } = link
  const action = `/connect/${encodeURIComponent(visit.param('token'))}`
  // The vendor leads on to its own pages, on hosts that only it knows.
  return { leadsAway: true, page: question(visit, { ...about, shared: attempt.userId === null, action }) }
}

interface Question extends Pick<OpenLink, 'tenant' | 'connector' | 'type'> {
  readonly shared: boolean
  /** Where the button leads. */
  readonly action: string
}

function question(visit: Visit, { tenant, connector, type, shared, action }: Question): Page {
  const { host } = new URL(addressesAt(requireOAuth(type), connector).authorize)
  return page({
    title: `Connect ${type.title}?`,
    intro: html`${host} asks you to sign in there and to allow what SageMCP may do.`,
    body: [
      html`<section>
        <ul class="rows">
          <li>
            <span class="what"><span class="muted small">Organisation</span><span>${tenant.name}</span></span>
          </li>
          <li>
            <span class="what"
              ><span class="muted small">Connector</span
              ><span>${connector.name} <code class="muted">${connector.slug}</code></span></span
            >
          </li>
          <li>
            <span class="what"
              ><span class="muted small">Who works with it</span
              ><span
                >${
                  shared
                    ? 'Everybody who may use this connector works with the account that you choose there.'
                    : 'Only you. Choose your own account there.'
                }</span
              ></span
            >
          </li>
        </ul>
      </section>`,
      form({
        action,
        csrf: visit.csrf,
        submit: `Continue to ${host}`,
      }),
    ],
  })
}

const nothing: Reply = {
  status: 404,
  page: message('There is nothing to connect here', 'It does not exist, or somebody else has to connect it.', {
    href: '/account',
    label: 'Go to your account',
  }),
}

const gone: Reply = {
  status: 404,
  page: message('This link does not work', 'It works for ten minutes and once. Ask for a new one where you got it.'),
}

const notYours = (email: string): Reply => ({
  status: 403,
  page: message('This link is for somebody else', html`You are signed in as ${email}.`, {
    href: '/account',
    label: 'Go to your account',
  }),
})

const TO_THE_APP = { href: '/', label: 'Open SageMCP' }

const connected = message(
  'The account is connected',
  'You can close this page. Go back to where you came from: the web app goes on by itself, and in a program you repeat what you asked for.',
  TO_THE_APP,
)

/** What the person can do next, by code. */
const WHY: Readonly<Record<CallbackCode, readonly [title: string, next: string]>> = {
  no_attempt: [
    'Nothing was connected',
    'This answer belongs to no open attempt. Open the link again, or ask for a new one.',
  ],
  other_browser: [
    'Nothing was connected',
    'The answer came to another browser than the one that began. Open the link again in this one.',
  ],
  expired: ['It took too long', 'A link works for ten minutes. Ask for a new one.'],
  signed_out: ['You are signed out', 'Nothing was connected. Sign in here, then ask for a new link.'],
  not_yours: ['You may not connect this', 'The link is for somebody else, or your rights ended in the meantime.'],
  wrong_issuer: [
    'Nothing was connected',
    'The answer came from another server than the one you were sent to. Tell an admin.',
  ],
  denied: ['You did not allow it', 'Nothing was connected. Ask for a new link if that was a mistake.'],
  vendor_refused: ['The vendor refused', 'Nothing was connected. Ask for a new link and try again.'],
  vendor_down: ['The vendor does not answer', 'Nothing was connected. Try again in a few minutes.'],
  app_refused: [
    'The vendor does not know this application',
    'Nothing was connected. An admin has to check the client id, the secret and the redirect address of the OAuth application.',
  ],
  account_unknown: [
    'The vendor does not say whose account it is',
    'Nothing was connected. Try again, or choose another account.',
  ],
  changed: ['The connector was changed in the meantime', 'Nothing was connected. Ask for a new link.'],
}

function failed(visit: Visit): Reply {
  const status = visit.query('status') ?? ''
  const known = Object.hasOwn(WHY, status) ? WHY[status as CallbackCode] : undefined
  const [title, next] = known ?? ['Nothing was connected', 'Ask for a new link and try again.']
  return { status: 400, page: message(title, next, TO_THE_APP) }
}
