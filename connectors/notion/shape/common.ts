import type { Maybe, RawParent } from '../blocks/raw'

export type Detail = 'summary' | 'full'

/** True, or nothing: a flag that is off costs tokens and says little. */
export const on = (value: Maybe<boolean>): true | undefined => (value ? true : undefined)

const PARENTS = { page_id: 'page', data_source_id: 'data_source', database_id: 'database', block_id: 'block' } as const

/** What it is in. */
export function toParent(parent: Maybe<RawParent>) {
  const key = (Object.keys(PARENTS) as (keyof typeof PARENTS)[]).find((each) => parent?.[each] !== undefined)
  return key ? { type: PARENTS[key], id: parent?.[key] ?? '' } : parent ? { type: 'workspace' as const } : undefined
}
