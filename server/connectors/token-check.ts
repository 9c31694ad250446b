import type { z } from 'zod'
import type { Caller } from '../auth/caller'
import type { Validation } from '../contracts/connectors'
import { AppError } from '../errors'
import type { TenantRef } from '../tenants/tenant-ref'

/** Asks the vendor whether an account works: that of the connector, or of a token that is not stored yet. */
export type Validate = (
  caller: Caller,
  tenant: TenantRef,
  connectorId: string,
  signal: AbortSignal,
  pasted?: string,
) => Promise<z.input<typeof Validation>>

/** A token with what its vendor said about it. */
export interface Pasted {
  readonly token: string
  /** Whose it is, where the vendor was asked and says so. */
  readonly username?: string | undefined
}

const NO_ANSWER = ['rate_limited', 'vendor_unavailable', 'timeout']

/** A pasted token, asked about first where that is wanted. Throws what the vendor has against it. */
export async function checked(
  { token, check }: { token: string; check: boolean },
  ask: (token: string) => Promise<z.input<typeof Validation>>,
): Promise<Pasted> {
  if (!check) return { token }
  const found = await ask(token)
  if (found.ok) return { token, username: found.account }
  const { code, message } = found
  if (NO_ANSWER.includes(code)) {
    throw new AppError('unavailable', `The token could not be checked: ${message}`, {
      hint: 'Nothing was stored. Try again in a minute.',
    })
  }
  // What is said of stored accounts begins with "no longer".
  const why = code === 'auth_expired' ? 'The vendor does not accept this token.' : message
  throw new AppError('invalid_request', `${why} Nothing was stored.`, {
    fields: { token: `${why} Nothing was stored.` },
  })
}
