import { type Answer, type Asked, bearerOf } from './messages'
import type { ApiRefusal, ApiRoute, Token } from './rules'
import type { Desk } from './token'

/** Answers that this stand-in does not have itself, behind a token that it judged good. */
export type Beyond = (asked: Asked, token: Token) => Promise<Answer | undefined>

/** The API: who am I, and what somebody put behind it. */
export async function answerApi(desk: Desk, asked: Asked, beyond?: Beyond): Promise<Answer> {
  const { rules, ledger } = desk
  const no = (why: ApiRefusal, isMistake = false): Answer => {
    if (isMistake) desk.violation(`api ${asked.at}: ${why}`)
    return rules.api.refuse(why)
  }
  if (rules.api.headers?.some((name) => !asked.headers[name])) return no('missing_header', true)
  const value = bearerOf(asked.headers)
  if (value === undefined) return no('no_token', true)
  const token = ledger.token(value)
  if (!token || token.use !== 'access') return no('bad_token', true)
  const life = ledger.life(token)
  if (life !== 'good') return no(life === 'revoked' ? 'revoked_token' : 'ended_token')
  const found = find(rules.api.routes, asked)
  const isOwn = found !== undefined && (found.route.isOwn?.(asked) ?? true)
  const given = isOwn ? undefined : await beyond?.(asked, token)
  if (given) return given
  if (!found) return no('no_such_address', true)
  const { route, params } = found
  const { grant } = token
  const granted = grant.scopes[token.name] ?? []
  if (route.scope !== undefined && !granted.includes(route.scope)) return rules.api.lacks(route.scope)
  return route.answer({ account: grant.account, grant, token, asked }, params)
}

function find(routes: readonly ApiRoute[], { method, at }: Asked) {
  for (const route of routes) {
    const pattern = route.at.replaceAll('.', '\\.').replace(/\/:(\w+)/g, '/(?<$1>[^/]+)')
    const match = new RegExp(`^${pattern}$`).exec(at)
    if (match && route.method === method) return { route, params: match.groups ?? {} }
  }
  return undefined
}
