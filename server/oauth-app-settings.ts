import { readFileSync } from 'node:fs'

type Env = Readonly<Record<string, string | undefined>>

const NAME = /^SAGEMCP_OAUTH_([A-Z][A-Z0-9_]*)_CLIENT_(ID|SECRET|SECRET_FILE)$/

export interface OAuthAppSetting {
  readonly clientId: string
  readonly clientSecret: string | undefined
}

/** Whether this names a part of an application at a vendor; which vendors there are, only the registry knows. */
export const isOAuthAppName = (name: string): boolean => NAME.test(name)

/** The platform's own applications at vendors, by provider: `SAGEMCP_OAUTH_<PROVIDER>_CLIENT_ID` and `_CLIENT_SECRET`. */
export function readOAuthApps(env: Env, problems: string[]): Readonly<Record<string, OAuthAppSetting>> {
  const providers = new Set(Object.keys(env).flatMap((name) => NAME.exec(name)?.[1] ?? []))
  const apps = [...providers].flatMap((provider) => {
    const prefix = `SAGEMCP_OAUTH_${provider}_CLIENT`
    const clientId = env[`${prefix}_ID`] || undefined
    const clientSecret = secretOf(env, `${prefix}_SECRET`, problems)
    if (clientId !== undefined) return [[provider.toLowerCase(), { clientId, clientSecret }] as const]
    if (clientSecret !== undefined) problems.push(`${prefix}_SECRET is set without ${prefix}_ID`)
    return []
  })
  return Object.fromEntries(apps)
}

function secretOf(env: Env, name: string, problems: string[]): string | undefined {
  const own = env[name] || undefined
  const file = env[`${name}_FILE`] || undefined
  if (file === undefined) return own
  if (own !== undefined) problems.push(`${name} and ${name}_FILE are both set; use one`)
  try {
    return readFileSync(file, 'utf8').trim()
  } catch {
    problems.push(`${name}_FILE names a file that cannot be read`)
    return undefined
  }
}
