/** What went wrong on the way to the server, short, and without anything that was sent or received. */
export function explainTrouble(error: unknown): string {
  if (!(error instanceof Error)) return 'something went wrong'
  const { code, status, error: refusal } = error as NodeJS.ErrnoException & { status?: unknown; error?: unknown }
  if (typeof status === 'number') return `it answered with status ${status}${isCode(refusal) ? ` (${refusal})` : ''}`
  if (error.cause instanceof Response) return `it answered with status ${error.cause.status}`
  // What `fetch` throws keeps the reason inside.
  if (code === undefined && error.cause instanceof Error) return explainTrouble(error.cause)
  const what = code ?? error.message
  return /CERT|SELF_SIGNED|UNABLE_TO/.test(what)
    ? `${what}; for a private authority, NODE_EXTRA_CA_CERTS names its certificate file`
    : what
}

/** OAuth's words for errors are short; anything else is no word of its. */
export const isCode = (value: unknown): value is string => typeof value === 'string' && /^[a-z_]{1,40}$/.test(value)
