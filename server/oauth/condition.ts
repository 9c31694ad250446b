import { type ConnectorType, oauthOf } from '../../connectors/sdk'
import * as clock from '../clock'
import type { VendorAccount } from '../contracts/accounts'
import { lackingScopes } from '../credentials/accounts'
import type { Credential } from '../credentials/entity'

/** A tool that runs with an account. */
export interface UsingTool {
  readonly name: string
  readonly scopes: readonly string[]
  readonly optionalScopes: readonly string[]
  readonly token: string | undefined
}

/** How long before its end an account which nothing can renew is called `expiring`. */
export const SOON_MS = 7 * 86_400_000

type Scopes = Pick<VendorAccount, 'unusedScopes' | 'missingScopes'>
type Condition = Scopes & Pick<VendorAccount, 'state' | 'reason' | 'until' | 'expiresAt'>

/**
 * How an account is, the worst first: it ended, the vendor does not answer, a tool lacks a scope, it ends soon. `parts` are its
 * tokens, itself first.
 */
export function conditionOf(
  type: ConnectorType | undefined,
  parts: readonly Credential[],
  tools: readonly UsingTool[],
  now = clock.now(),
): Condition {
  const scopes = scopesOf(type, parts, tools)
  const ends = parts.flatMap(endOf)
  const end = ends.length === 0 ? undefined : Math.min(...ends)
  const found = worst(parts, now)
  const base = {
    ...scopes,
    reason: null,
    until: null,
    expiresAt: end === undefined ? null : new Date(end).toISOString(),
  }
  if (found?.state !== 'reconnect_needed' && end !== undefined && end <= now) {
    return { ...base, state: 'reconnect_needed', reason: 'expired' }
  }
  if (found) {
    const until = untilOf(found)
    const isAhead = until !== undefined && until > now
    const when = isAhead ? new Date(until).toISOString() : null
    return { ...base, state: found.state, reason: found.stateReason, until: when }
  }
  if (scopes.missingScopes.length > 0) return { ...base, state: 'scope_missing' }
  return { ...base, state: end !== undefined && end - now < SOON_MS ? 'expiring' : 'ok' }
}

/** When it ends by itself; a token that can be renewed ends with what renews it. */
function endOf({ kind, refreshToken, expiresAt, refreshExpiresAt }: Credential): number[] {
  const end = kind === 'oauth' && refreshToken !== null ? refreshExpiresAt : expiresAt
  return end === null ? [] : [end.getTime()]
}

const WORST = ['reconnect_needed', 'vendor_down', 'rate_limited'] as const

/** What calls and refreshes found. The time that a vendor asked to wait for goes by without a call. */
function worst(parts: readonly Credential[], now: number): Credential | undefined {
  const bad = parts.filter((each) => {
    const until = untilOf(each)
    return each.state !== 'ok' && !(each.state === 'rate_limited' && until !== undefined && until <= now)
  })
  return WORST.map((state) => bad.find((each) => each.state === state)).find((each) => each !== undefined)
}

const untilOf = ({ stateUntil, retryAt }: Credential): number | undefined => (stateUntil ?? retryAt)?.getTime()

function scopesOf(type: ConnectorType | undefined, parts: readonly Credential[], tools: readonly UsingTool[]): Scopes {
  const [main] = parts
  const oauth = type && oauthOf(type)
  const missing = new Map<string, Set<string>>()
  const add = (scope: string, tool: string) => missing.set(scope, (missing.get(scope) ?? new Set()).add(tool))
  const names = new Set(tools.map(({ name }) => name))
  for (const { scope, tool } of parts.flatMap(({ lacks }) => lacks ?? [])) if (names.has(tool)) add(scope, tool)
  const unusedScopes: string[] = []
  if (type && oauth && main?.kind === 'oauth') {
    const used = new Set(Object.values(oauth.baseScopes ?? {}).flat())
    for (const { name, scopes, optionalScopes, token } of tools) {
      // Without that token nothing of it was granted.
      const part = token === undefined ? main : parts.find(({ tokenName }) => tokenName === token)
      for (const scope of [...scopes, ...optionalScopes]) used.add(scope)
      for (const scope of part ? lackingScopes(type, part.scopes, scopes) : scopes) add(scope, name)
    }
    const isUsed = (scope: string): boolean =>
      used.has(scope) || (oauth.implies?.[scope] ?? []).some((each) => used.has(each))
    unusedScopes.push(...[...new Set(parts.flatMap(({ scopes }) => scopes))].filter((scope) => !isUsed(scope)))
  }
  return { missingScopes: [...missing].map(([scope, found]) => ({ scope, tools: [...found] })), unusedScopes }
}
