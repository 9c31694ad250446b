import { timingSafeEqual } from 'node:crypto'
import { Domain } from '../contracts/single-sign-on'
import { hashToken } from '../auth/secret-token'
import { TokenBuckets } from '../limits/token-buckets'
import { domainOf } from '../single-sign-on/arrivals'
import { type Claims, type Secrets, SignInRefused } from '../single-sign-on/openid'
import type { Offered } from '../single-sign-on/service'
import { ATTEMPT_MS, callbackPathOf } from '../single-sign-on/single-sign-on'
import { type Asked, askedOf, isAsked } from '../single-sign-on/store'
import { connectPages, type Connection } from './connect-identity'
import { html } from '../html'
import { field, form, message, notice, page } from './layout'
import { withNext } from './next'
import type { PagesParts } from './parts'
import { Pending } from './pending'
import { nextOf, providerForm, SSO_PATH as SSO } from './provider-form'
import { SealedNote } from './sealed-note'
import { later } from './sign-in'
import type { Reply, Visit } from './visit'

/** Each may ask a provider, and an office is one address: a sign-in takes two. */
const PER_ADDRESS = { burst: 300, perMinute: 60 }
const UUID = /^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/

/** One sign-in, from the button to the way back. */
interface Attempt {
  readonly asked: Asked
  readonly secrets: Secrets
  readonly next: string | undefined
}

/** Signing in with a provider: finding it, going there and coming back. Who somebody is then, `single-sign-on/` decides. */
export function singleSignOnPages(parts: PagesParts) {
  const { singleSignOn, platformKey, users, log, home } = parts
  const attempts = new SealedNote<Attempt>(platformKey, 'sagemcp-sso', ATTEMPT_MS)
  const pending = new Pending(platformKey, users, singleSignOn)
  const buckets = new TokenBuckets(PER_ADDRESS.burst, PER_ADDRESS.perMinute)
  const connect = connectPages(parts)

  function tooMany(visit: Visit): Reply | undefined {
    const retryAfterS = buckets.take(visit.origin.address)
    return retryAfterS > 0
      ? { status: 429, retryAfterS, page: message('Too many attempts', later(retryAfterS)) }
      : undefined
  }

  async function arrive(visit: Visit, offered: Offered, claims: Claims, next: string | undefined): Promise<Reply> {
    const arrival = await singleSignOn.arrivals.arrive(offered, claims, visit.origin)
    if (arrival === 'unknown') return connect.begin(visit, connectionOf(offered, claims, next))
    if (arrival === 'stranger' || arrival === 'no-group') return refusedPage(offered, arrival)
    const by = { asked: askedOf(offered.provider), onlyTenantId: arrival.onlyTenantId }
    return pending.proceed(visit, arrival.as, next ?? home, by)
  }

  return {
    ...connect.pages,

    /** By e-mail, of which only the domain matters: whether there is such an account, it does not say. */
    find: async (visit: Visit): Promise<Reply> => {
      const asked = visit.query('domain')
      if (asked === undefined) return { page: findPage(visit) }
      const refused = tooMany(visit)
      if (refused) return refused
      const domain = Domain.safeParse(asked).data
      const offered = domain === undefined ? undefined : await singleSignOn.offeredFor(domain)
      return offered ? { leadsAway: true, page: offerPage(visit, offered) } : { page: findPage(visit, asked) }
    },

    findByEmail: (visit: Visit): Reply => {
      const email = (visit.form.email ?? '').trim().slice(0, 254)
      if (!/.@./.test(email)) return { status: 400, page: findPage(visit, undefined, 'Give your e-mail address.') }
      const next = nextOf(visit)
      return {
        goTo: `${SSO}?domain=${encodeURIComponent(domainOf(email))}${next ? `&next=${encodeURIComponent(next)}` : ''}`,
      }
    },

    /** A tenant's own address. A tenant without a provider and no tenant at all look alike. */
    ofTenant: async (visit: Visit): Promise<Reply> => {
      const tenant = await parts.tenants.find(visit.param('tenant'))
      const offered = tenant && (await singleSignOn.providers.offered({ tenantId: tenant.id }))
      return offered ? { leadsAway: true, page: offerPage(visit, offered) } : nothingHere
    },

    authorize: async (visit: Visit): Promise<Reply> => {
      const refused = tooMany(visit)
      if (refused) return refused
      const { provider: id = '' } = visit.form
      const offered = UUID.test(id) ? await singleSignOn.providers.offered({ id }) : undefined
      if (!offered) return nothingHere
      try {
        const { url, secrets } = await singleSignOn.begin(offered)
        attempts.keep(visit, { asked: askedOf(offered.provider), secrets, next: nextOf(visit) })
        return { goTo: url }
      } catch (error) {
        log.warn({ reason: reasonOf(error), provider: id }, 'a sign-in provider could not be asked')
        return unreachable(offered)
      }
    },

    callback: async (visit: Visit): Promise<Reply> => {
      const refused = tooMany(visit)
      if (refused) return refused
      const attempt = attempts.of(visit)
      if (!attempt || !same(visit.query('state'), attempt.secrets.state)) return outOfDate
      attempts.end(visit)
      if (!(await singleSignOn.useOnce(attempt.secrets))) return outOfDate
      const { asked } = attempt
      const offered = await singleSignOn.providers.offered({ id: asked.provider })
      if (!offered) return nothingHere
      if (!isAsked(offered.provider, asked)) return outOfDate
      if (visit.req.path !== callbackPathOf(offered.tenant)) {
        log.warn({ provider: asked.provider }, 'a sign-in came back to the address of another provider')
        return outOfDate
      }
      const query = new URL(visit.req.url, 'http://localhost').searchParams.toString()
      try {
        return await arrive(visit, offered, await singleSignOn.finish(offered, query, attempt.secrets), attempt.next)
      } catch (error) {
        if (!(error instanceof SignInRefused)) throw error
        log.warn({ reason: reasonOf(error), provider: asked.provider }, 'a sign-in was not accepted')
        return error.denied ? denied : notAccepted(offered)
      }
    },
  }
}

/** The library's words and codes, without what it attaches: answers may hold tokens. */
function reasonOf(thrown: unknown): string {
  const words: string[] = []
  for (let error = thrown; error instanceof Error && words.length < 4; error = error.cause) words.push(error.message)
  return words.join(': ')
}

const same = (a: string | undefined, b: string): boolean =>
  a !== undefined && timingSafeEqual(hashToken(a), hashToken(b))

const connectionOf = ({ provider, tenant }: Offered, claims: Claims, next: string | undefined): Connection => ({
  issuer: claims.iss,
  subject: claims.sub,
  who: typeof claims.email === 'string' ? claims.email.slice(0, 100) : undefined,
  provider: provider.name,
  tenant: tenant?.name,
  tenantId: tenant?.id,
  next,
})

const offerPage = (visit: Visit, offered: Offered) =>
  page({
    title: `Sign in to ${offered.tenant?.name ?? 'SageMCP'}`,
    intro: 'Signing in this way is good for this tenant only.',
    body: html`${providerForm(visit, offered, true)}
      <p class="small"><a href="${withNext('/sign-in', nextOf(visit))}">Sign in with a password</a></p>`,
  })

function findPage(visit: Visit, domain?: string, error?: string) {
  const next = nextOf(visit)
  return page({
    title: 'Single sign-on',
    intro: 'Your e-mail address tells which provider your organisation uses.',
    body: [
      domain !== undefined &&
        notice(
          'bad',
          `There is no single sign-on for ${domain.slice(0, 253)}.`,
          'Ask an admin, or sign in with a password.',
        ),
      form({
        action: SSO,
        csrf: visit.csrf,
        submit: 'Continue',
        hidden: next === undefined ? {} : { next },
        body: field({
          name: 'email',
          label: 'E-mail',
          type: 'email',
          autocomplete: 'username',
          value: visit.form.email,
          autofocus: true,
          error,
        }),
      }),
      html`<p class="small"><a href="${withNext('/sign-in', next)}">Sign in with a password</a></p>`,
    ],
  })
}

const AGAIN = { href: '/sign-in', label: 'Sign in' }

const nothingHere: Reply = {
  status: 404,
  page: message('There is no single sign-on here', 'Check the address, or ask an admin of your tenant.', AGAIN),
}

const outOfDate: Reply = {
  status: 400,
  page: message(
    'This sign-in is out of date',
    'It was begun in another browser, was used already or took too long. Nobody was signed in.',
    { href: '/sign-in', label: 'Begin again' },
  ),
}

const denied: Reply = {
  status: 403,
  page: message(
    'You were not signed in',
    'The provider says that you, or its rules, refused. Begin again; if it stays, ask an admin of your organisation.',
    AGAIN,
  ),
}

const notAccepted = ({ provider }: Offered): Reply => ({
  status: 502,
  page: message(
    'You were not signed in',
    `${provider.name} did not answer, or not in a way that can be trusted. Begin again; if it stays, tell an admin.`,
    AGAIN,
  ),
})

const unreachable = ({ provider }: Offered): Reply => ({
  status: 502,
  page: message(
    `${provider.name} does not answer`,
    'Try again in a moment, or sign in another way. If it stays, tell an admin.',
    AGAIN,
  ),
})

const refusedPage = ({ provider, tenant }: Offered, why: 'stranger' | 'no-group'): Reply => ({
  status: 403,
  page:
    why === 'no-group'
      ? message(
          'You may not sign in here',
          `You are in no group of ${provider.name} that may use ${tenant?.name ?? 'SageMCP'}. Ask an admin to add you to one.`,
          AGAIN,
        )
      : message(
          'You may not sign in here',
          `Your account cannot be used for ${tenant?.name ?? 'SageMCP'}. Ask an admin for an invitation.`,
          AGAIN,
        ),
})
