import type { Offered } from '../single-sign-on/service'
import { form } from './layout'
import { safeNext, withNext } from './next'
import type { Visit } from './visit'

export const SSO_PATH = '/sign-in/sso'
/** Beside the rest it has to fit into a cookie. */
const MAX_NEXT = 1_000

/** Where to go after sign-in, as far as a sign-in elsewhere can remember it. */
export function nextOf(visit: Visit): string | undefined {
  const next = safeNext(visit.form.next ?? visit.query('next'))
  return next !== undefined && next.length <= MAX_NEXT ? next : undefined
}

/** Leads to a provider. The page it is on must let forms lead away. */
export function providerForm(visit: Visit, { provider }: Offered, primary: boolean) {
  const next = nextOf(visit)
  return form({
    action: `${SSO_PATH}/authorize`,
    csrf: visit.csrf,
    submit: `Continue with ${provider.name}`,
    hidden: { provider: provider.id, ...(next === undefined ? {} : { next }) },
    primary,
  })
}

export const findPath = (visit: Visit): string => withNext(SSO_PATH, nextOf(visit))
