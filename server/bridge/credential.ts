/** What the bridge shows to the server. */
export interface Credential {
  /** Whom the server knows by it, in words that begin a sentence. */
  readonly holder: string
  /** What must be true of it where it is refused, in words that end a sentence. */
  readonly belongs: string
  /** To be sent as a bearer token. May take as long as a person needs; throws {@link Refusal} when there is none to be had. */
  token(): Promise<string>
  /** A connection stands on it. */
  accepted(): void
  /**
   * The server refused this token, or ended the connection over it for the reason `ended`. Gives the words for the client
   * when nothing but a person can help; otherwise the next token may do.
   */
  rejected(token: string, ended?: string): string | undefined
  /** Gives up what waits for a person. What was begun with the server is finished. */
  close(): void
}

/** Nobody may come in for now; the message says why and what to do. */
export class Refusal extends Error {
  override readonly name = 'Refusal'
}

/** The key of the environment. An empty value, or a variable that nobody filled in, is what some clients pass for "not set". */
export function givenKey(value: string | undefined): string | undefined {
  const key = value?.trim() ?? ''
  return key === '' || /^\$\{[^}]*\}$/.test(key) ? undefined : key
}

export const keyCredential = (key: string): Credential => ({
  holder: 'This key',
  belongs: 'SAGEMCP_KEY is a key of this tenant',
  token: async () => key,
  accepted: () => undefined,
  rejected(_token, ended) {
    if (ended !== undefined) return `The server ended the connection (4401). ${ended}`.trimEnd() + ' Check SAGEMCP_KEY.'
    return 'The server refused this key (401): it is unknown there, was revoked or has expired. Check SAGEMCP_KEY.'
  },
  close: () => undefined,
})
