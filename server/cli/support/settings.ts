import { type Setting, SETTINGS } from '../../settings'

type Env = Readonly<Record<string, string | undefined>>

/** How each setting is given. */
export type Settings = Readonly<Record<string, string>>

/**
 * A value is told only when the setting is no secret and the value can say nothing of anybody: a number, a switch, or one of the
 * words that settings have. Everything else is only said to be there.
 */
const TELLING =
  /^(\d{1,12}(\.\d{1,6})?|on|off|development|production|test|fatal|error|warn|info|debug|trace|silent|127\.0\.0\.1|0\.0\.0\.0|::)$/

export function describeSettings(env: Env): Settings {
  return Object.fromEntries(
    Object.entries<Setting>(SETTINGS).map(([name, { secret = false }]) => {
      const value = env[name] || undefined
      if (value !== undefined) return [name, !secret && TELLING.test(value) ? value : 'set']
      return [name, secret && env[`${name}_FILE`] ? 'from a file' : 'default']
    }),
  )
}
