import { clientOf } from './client-proof'
import { type Answer, type Asked, bearerOf } from './messages'
import type { Refusal, RegisteredApp } from './rules'
import type { Desk } from './token'

type Revocation = NonNullable<Desk['rules']['revoke']>

/** The application's own end of a grant. Undefined where the address is not that. */
export function revoke(desk: Desk, asked: Asked): Answer | undefined {
  const rule = desk.rules.revoke
  const found = rule && find(rule, asked)
  if (!rule || !found) return undefined
  const no = (why: Refusal): Answer => {
    if (why !== 'unknown_token') desk.violation(`revoke: ${why}`)
    return (rule.refuse ?? desk.rules.refuse)(why)
  }
  if (rule.field !== null && asked.media !== rule.media) return no('wrong_media')
  const client = prove(desk, asked, rule)
  if (client !== undefined && 'refusal' in client) return no(client.refusal)
  if (client && found.clientId !== undefined && found.clientId !== client.app.clientId) {
    return no('unknown_client')
  }
  const value = rule.field === null ? bearerOf(asked.headers) : asked.fields[rule.field]
  if (!value) return no('missing_field')
  const token = desk.ledger.token(value)
  if (!token || (client && token.grant.app !== client.app)) return no('unknown_token')
  if (desk.ledger.life(token) !== 'good') return no('unknown_token')
  if (found.ends === 'account') desk.ledger.endAll(token.grant)
  else if (found.ends === 'grant') desk.ledger.end(token.grant)
  else token.dead = true
  return rule.done
}

function prove(
  { apps }: Desk,
  asked: Asked,
  { by }: Revocation,
): { app: RegisteredApp } | { refusal: Refusal } | undefined {
  return by === 'basic' || by === 'body' ? clientOf(asked, apps, [by]) : undefined
}

function find({ method, at }: Revocation, asked: Asked) {
  for (const [address, ends] of Object.entries(at)) {
    const pattern = address.replaceAll('.', '\\.').replace(':client_id', '([^/]+)')
    const match = new RegExp(`^${pattern}$`).exec(asked.at)
    if (!match || asked.method !== method) continue
    return { ends, clientId: match[1] === undefined ? undefined : decodeURIComponent(match[1]) }
  }
  return undefined
}
