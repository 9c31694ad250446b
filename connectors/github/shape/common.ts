/** Only the fields that we read; the vendor may leave any of them out or set them to null. */
export type Maybe<T> = T | null | undefined

export interface RawUser {
  login: string
  type?: Maybe<string>
  html_url?: Maybe<string>
}

export const login = (user: Maybe<{ login: string }>): string | undefined => user?.login
export const logins = (users: Maybe<readonly { login: string }[]>): string[] => (users ?? []).map((u) => u.login)

/** True, or nothing: a flag that is off costs tokens and says little. */
export const on = (value: Maybe<boolean>): true | undefined => (value ? true : undefined)

/** Only what was given: an absent field must not be sent, while null and empty lists mean "clear it". */
export const given = (fields: Readonly<Record<string, unknown>>): Record<string, unknown> =>
  Object.fromEntries(Object.entries(fields).filter(([, value]) => value !== undefined))

/** The first line of a commit message. */
export const firstLine = (message: Maybe<string>): string | undefined => message?.split('\n', 1)[0]
