import { type ErrorRequestHandler, type RequestHandler, Router } from 'express'
import { AppError } from '../errors'
import { accountPages } from './account'
import { forgotPages } from './forgot'
import { linkPages } from './links'
import { message } from './layout'
import type { PagesParts } from './parts'
import { secondFactorPages } from './second-factor'
import { singleSignOnPages } from './single-sign-on'
import { signInPages } from './sign-in'
import { PAGES_STYLE } from './style'
import { type Handler, type VisitParts, visits } from './visit'

/** The pages that people sign in with. They work without script and are mounted before the web app's files. */
export function pages(parts: PagesParts): Router {
  const signIn = signInPages(parts)
  const account = accountPages(parts)
  const factor = secondFactorPages(parts)
  const link = linkPages(parts)
  const sso = singleSignOnPages(parts)
  const forgot = forgotPages(parts)
  const router = pageRouter(parts, [
    ['/sign-in', signIn.signIn, signIn.checkPassword],
    ['/sign-in/code', signIn.code, signIn.checkCode],
    ['/sign-in/sso', sso.find, sso.findByEmail],
    ['/sign-in/sso/authorize', undefined, sso.authorize],
    ['/sign-in/sso/callback', sso.callback, undefined],
    ['/sign-in/sso/callback/:tenant', sso.callback, undefined],
    ['/sign-in/sso/connect', sso.showConnect, sso.connect],
    ['/sign-in/sso/:tenant', sso.ofTenant, undefined],
    ['/sign-out', undefined, signIn.signOut],
    ['/account', account.account, undefined],
    ['/account/password', undefined, account.changePassword],
    ['/account/sessions/end', undefined, account.endSession],
    ['/account/sessions/end-others', undefined, account.endOtherSessions],
    ['/account/identities/disconnect', undefined, sso.disconnect],
    ['/account/clients/end', undefined, account.endClient],
    ['/account/second-factor', factor.show, factor.enable],
    ['/account/second-factor/off', undefined, factor.disable],
    ['/forgot', forgot.show, forgot.send],
    ['/setup/:token', link.setup, link.completeSetup],
    ['/invitation/:token', link.invitation, link.acceptInvitation],
    ['/reset/:token', link.reset, link.completeReset],
  ])
  router.get('/pages.css', (_req, res) => void res.type('css').setHeader('Cache-Control', 'no-cache').send(PAGES_STYLE))
  return router
}

/** Its page, and what its form does. */
export type PageRoute = readonly [path: string, get: Handler | undefined, post: Handler | undefined]

export function pageRouter(parts: Pick<PagesParts, keyof VisitParts | 'log'>, routes: readonly PageRoute[]): Router {
  const router = Router({ strict: true })
  const serve = visits(parts)
  for (const [path, get, post] of routes) {
    const route = router.route(path).all(guard, ...(get || !post ? [] : [onlyForms]))
    if (get) route.get(serve(get))
    if (post) route.post(serve(post))
    route.all(refused(parts))
  }
  return router
}

/**
 * Links carry tokens: nothing of these pages is stored, and other sites do not learn their addresses. Not `no-referrer`:
 * with it browsers send `Origin: null` with a form, which cannot be told from another site's.
 */
const guard: RequestHandler = (_req, res, next) => {
  res.setHeader('Cache-Control', 'no-store')
  res.setHeader('Referrer-Policy', 'same-origin')
  next()
}

/** An address that only takes a form, opened by hand or by going back. */
const onlyForms: RequestHandler = (req, res, next) =>
  req.method === 'GET' || req.method === 'HEAD' ? res.redirect(303, '/account') : next()

/** Whatever went wrong is said as a page, in the words that were meant for people. */
const refused =
  ({ originOf, log }: Pick<PagesParts, 'originOf' | 'log'>): ErrorRequestHandler =>
  (thrown: unknown, req, res, next) => {
    if (res.headersSent) return next(thrown)
    const { requestId } = originOf(req)
    const known = thrown instanceof AppError && thrown.status < 500 ? thrown : undefined
    if (!known) log.error({ err: thrown, requestId }, 'request failed')
    const page = known
      ? message('This did not work', known.message, { href: '/account', label: 'Go to your account' })
      : message(
          'Something went wrong here',
          `Try again. If it stays, tell whoever runs this server: request ${requestId}.`,
        )
    res
      .status(known?.status ?? 500)
      .type('html')
      .send(page.for(req))
  }
