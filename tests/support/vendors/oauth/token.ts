import { createHash } from 'node:crypto'
import { clientOf } from './client-proof'
import type { Ledger } from './ledger'
import { type Answer, asForm, type Asked } from './messages'
import type { Refusal, RegisteredApp, VendorRules } from './rules'

export interface Desk {
  rules: VendorRules
  apps: readonly RegisteredApp[]
  ledger: Ledger
  /** Remembers that the caller broke a rule, which a token that merely ended is not. */
  violation: (text: string) => void
}

/** What happens to everybody in the long run, and is no mistake of who asks. */
const ORDINARY: readonly Refusal[] = ['dead_refresh']

/** The token address: a code or a refresh token against tokens. */
export function exchange(desk: Desk, asked: Asked): Answer {
  const { rules } = desk
  const answer = outcome(desk, asked)
  const inJson = !rules.token.formUnlessAccepted || (asked.headers['accept'] ?? '').includes('json')
  return inJson ? answer : asForm(answer)
}

function outcome(desk: Desk, asked: Asked): Answer {
  const { rules, apps, ledger } = desk
  const { fields, media } = asked
  const no = (why: Refusal): Answer => {
    if (!ORDINARY.includes(why)) desk.violation(`token: ${why}`)
    return rules.refuse(why)
  }
  if (media !== 'form' && media !== 'json') return no('wrong_media')
  if (!rules.token.media.includes(media)) return no('wrong_media')
  const client = clientOf(asked, apps, rules.token.client)
  if ('refusal' in client) return no(client.refusal)
  const grantType = fields['grant_type'] ?? (rules.token.grantType ? '' : 'authorization_code')
  if (grantType === 'refresh_token') return refresh(desk, fields['refresh_token'], client.app, no)
  if (grantType !== 'authorization_code') return no('unknown_grant_type')

  const { code: value, redirect_uri: redirectUri, code_verifier: verifier } = fields
  if (!value || !redirectUri) return no('missing_field')
  const code = ledger.code(value)
  if (!code || code.app !== client.app) return no('bad_code')
  if (code.used) {
    if (rules.token.reusedCodeKills) ledger.end(code.used)
    return no('used_code')
  }
  if (!ledger.isFresh(code)) return no('bad_code')
  if (code.redirectUri !== redirectUri) return no('other_redirect')
  if (!verifies(verifier, code.challenge)) return no('bad_verifier')
  const { grant, issued } = ledger.exchange(code)
  return { status: 200, body: rules.reply(grant, issued, true) }
}

/** A verifier without a challenge is somebody else's code, put in. */
const verifies = (verifier: string | undefined, challenge: string | undefined): boolean =>
  (verifier === undefined ? undefined : createHash('sha256').update(verifier).digest('base64url')) === challenge

function refresh(
  { rules, ledger }: Desk,
  value: string | undefined,
  app: RegisteredApp,
  no: (why: Refusal) => Answer,
): Answer {
  if (!value) return no('missing_field')
  const token = ledger.token(value)
  if (!token || token.use !== 'refresh' || token.grant.app !== app) return no('unknown_refresh')
  const refusal = ledger.refusalOf(token)
  if (refusal === 'reused' && ledger.lifetimes(token.grant).reuseKills) ledger.end(token.grant)
  if (refusal) return no('dead_refresh')
  return { status: 200, body: rules.reply(token.grant, [ledger.refresh(token)], false) }
}
