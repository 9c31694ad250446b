import type { AccountPlace } from '../../connectors/sdk'
import type { Credential, CredentialState, Lack } from './entity'

/** A vendor account in memory, still sealed. The refresh token stays in the database. */
export interface SealedCredential {
  readonly id: string
  readonly provider: string
  readonly kind: 'token' | 'oauth'
  /** Null: the tenant's own account. */
  readonly userId: string | null
  readonly tokenName: string | null
  readonly mainId: string | null
  /** Origins the token was stored for; it is sent to no other. */
  readonly origins: readonly string[]
  /** What the vendor granted. Empty: not known. */
  readonly scopes: readonly string[]
  readonly places: readonly AccountPlace[]
  readonly state: CredentialState
  readonly stateReason: string | null
  /** Epoch milliseconds until when the vendor asked to wait. */
  readonly stateUntil: number | undefined
  readonly lacks: readonly Lack[]
  readonly accessToken: Buffer
  readonly canRefresh: boolean
  /** Epoch milliseconds; undefined where the vendor says nothing. */
  readonly obtainedAt: number | undefined
  readonly expiresAt: number | undefined
  readonly retryAt: number | undefined
}

export const toSealed = (row: Credential): SealedCredential => ({
  id: row.id,
  provider: row.provider,
  kind: row.kind,
  userId: row.userId,
  tokenName: row.tokenName,
  mainId: row.mainId,
  origins: row.origins,
  scopes: row.scopes,
  places: row.places ?? [],
  state: row.state,
  stateReason: row.stateReason,
  stateUntil: row.stateUntil?.getTime(),
  lacks: row.lacks ?? [],
  accessToken: row.accessToken,
  canRefresh: row.refreshToken !== null,
  obtainedAt: row.obtainedAt?.getTime(),
  expiresAt: row.expiresAt?.getTime(),
  retryAt: row.retryAt?.getTime(),
})

/** Why an account cannot be renewed although its connection stands: what an admin or operator mends. */
export const APP_PROBLEMS: ReadonlySet<string> = new Set(['app_refused', 'app_changed'])
/** What may be over without anybody connecting the account again. */
export const MENDABLE: ReadonlySet<string> = new Set([...APP_PROBLEMS, 'refused'])

/** The vendor ended the connection: nothing but connecting it again helps. */
export const isDead = ({ state, stateReason }: Pick<SealedCredential, 'state' | 'stateReason'>): boolean =>
  state === 'reconnect_needed' && !MENDABLE.has(stateReason ?? '')

export const hasAppProblem = ({ stateReason }: Pick<SealedCredential, 'stateReason'>): boolean =>
  APP_PROBLEMS.has(stateReason ?? '')

const EARLY_MS = 5 * 60_000
const LATE = 0.8

/** When a token should be refreshed: at 80 % of its life or five minutes before its end, but not in its first half. */
export function refreshDue({
  obtainedAt,
  expiresAt,
}: Pick<SealedCredential, 'obtainedAt' | 'expiresAt'>): number | undefined {
  if (expiresAt === undefined) return undefined
  if (obtainedAt === undefined) return expiresAt - EARLY_MS
  const life = expiresAt - obtainedAt
  return Math.max(obtainedAt + life / 2, Math.min(obtainedAt + life * LATE, expiresAt - EARLY_MS))
}
