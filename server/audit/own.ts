import type { Caller } from '../auth/caller'
import { may } from '../auth/permissions'

/** What somebody may see of others' activity: nothing, unless they read the audit. */
export type Own = Pick<Caller, 'id' | 'userId'> | undefined

/** Undefined: everybody's. Else only what they did themselves, with whatever key or client. */
export const ownOf = (caller: Caller): Own => (may(caller, 'audit:read') ? undefined : caller)

export const isOwn = (own: Own, row: { readonly actor: string; readonly userId: string | null }): boolean =>
  own === undefined || row.actor === own.id || (own.userId !== undefined && row.userId === own.userId)
