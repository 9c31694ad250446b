import { DEFAULT_TOKENS, type OAuth2 } from '../../connectors/sdk'
import type { UsingTool } from './condition'

/** By name of the token. */
export type WantedScopes = Readonly<Record<string, readonly string[]>>

/** The scopes that tools need, for the tokens that they are called with. */
export function wantedBy(
  oauth: OAuth2,
  tools: readonly Pick<UsingTool, 'scopes' | 'optionalScopes' | 'token'>[],
): WantedScopes {
  const names = Object.keys(oauth.tokens ?? DEFAULT_TOKENS)
  return Object.fromEntries(
    names.map((name, i) => {
      const own = tools.filter(({ token }) => (token ?? names[0]) === names[i])
      const all = [
        ...(oauth.baseScopes?.[name] ?? []),
        ...own.flatMap(({ scopes, optionalScopes }) => [...scopes, ...optionalScopes]),
      ]
      return [name, minimal(oauth, [...new Set(all)])]
    }),
  )
}

/** Without those that another one stands for. */
function minimal({ implies = {} }: OAuth2, scopes: readonly string[]): readonly string[] {
  return scopes.filter((scope) => !scopes.some((other) => other !== scope && implies[other]?.includes(scope))).sort()
}

/**
 * The parameters of the authorize request. What an admin fixed replaces what the first token's tools need, but not what the
 * connection itself does: without that there may be no refresh token, or no word about whose account it is.
 */
export function scopeParameters(oauth: OAuth2, wanted: WantedScopes, fixed: readonly string[]) {
  const separator = oauth.authorize?.scopeSeparator ?? ' '
  const entries = Object.entries(oauth.tokens ?? DEFAULT_TOKENS).flatMap(([name, { scopeParameter }], i) => {
    const base = oauth.baseScopes?.[name] ?? []
    const scopes = i === 0 && fixed.length > 0 ? [...new Set([...base, ...fixed])] : (wanted[name] ?? [])
    return scopeParameter === null || scopes.length === 0 ? [] : [{ scopeParameter, scopes }]
  })
  return {
    parameters: Object.fromEntries(entries.map((each) => [each.scopeParameter, each.scopes.join(separator)])),
    scopes: entries.flatMap((each) => each.scopes),
  }
}
