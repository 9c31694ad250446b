export interface Found {
  readonly state: 'ok' | 'warn' | 'fail' | 'skipped'
  /** For whoever asked. It may name hosts and people. */
  readonly words: string
  /** The same for others: a word of ours, of Node's or of PostgreSQL's, and nothing of this installation. */
  readonly code?: string
}

export interface Finding extends Found {
  readonly check: string
}

export const ok = (words: string): Found => ({ state: 'ok', words })
export const warn = (words: string, code: string): Found => ({ state: 'warn', words, code })
export const fail = (words: string, code: string): Found => ({ state: 'fail', words, code })

export const skipped = (checks: readonly string[], words: string): Finding[] =>
  checks.map((check) => ({ check, state: 'skipped', words }))

/** What a check finds. What it throws is a failure. */
export async function look(check: string, work: () => Promise<Found>): Promise<Finding> {
  return { check, ...(await work().catch(failed)) }
}

export function failed(error: unknown): Found {
  const { message } = (error ?? {}) as { message?: unknown }
  const code = codeOf(error)
  const words = typeof message === 'string' && message !== '' ? message : (code ?? 'something went wrong')
  return { state: 'fail', words, ...(code === undefined ? {} : { code }) }
}

const CODE = /^[A-Z0-9_]{3,40}$/

/** Errors of the network hold others; the reason is in the innermost one. */
function codeOf(error: unknown): string | undefined {
  if (typeof error !== 'object' || error === null) return undefined
  const { code, errors, cause } = error as { code?: unknown; errors?: readonly unknown[]; cause?: unknown }
  return typeof code === 'string' && CODE.test(code) ? code : codeOf(errors?.[0] ?? cause)
}
