import type { EntityManager, ObjectLiteral, SelectQueryBuilder } from 'typeorm'
import { findMemberByEmail } from '../members/store'
import { normalEmail } from '../users/store'

type Values = Readonly<Record<string, unknown>>

/** Adds a condition whose values are all there, and leaves out one that was not asked for. */
export const filtersOf =
  <T extends ObjectLiteral>(query: SelectQueryBuilder<T>) =>
  (condition: string, values: Values): void => {
    if (Object.values(values).every((value) => value !== undefined)) query.andWhere(condition, values)
  }

export const UUID = /^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/i
/** Belongs to nothing: a filter that names what does not exist finds nothing. */
const NOBODY = '00000000-0000-0000-0000-000000000000'

/** The id of a person who is named by it or by e-mail. */
export async function personId(
  em: EntityManager,
  tenantId: string,
  person: string | undefined,
): Promise<string | undefined> {
  if (person === undefined || UUID.test(person)) return person?.toLowerCase()
  return (await findMemberByEmail(em, tenantId, normalEmail(person)))?.userId ?? NOBODY
}

/** The id of a connector that is named by it or by its slug. */
export async function connectorId(
  em: EntityManager,
  tenantId: string,
  idOrSlug: string | undefined,
): Promise<string | undefined> {
  if (idOrSlug === undefined || UUID.test(idOrSlug)) return idOrSlug?.toLowerCase()
  const [row] = (await em.query('SELECT id FROM sagemcp.connectors WHERE tenant_id = $1 AND slug = $2', [
    tenantId,
    idOrSlug,
  ])) as { id: string }[]
  return row?.id ?? NOBODY
}

const SEARCHED_MS = 30 * 86_400_000

/** A text is not searched for in all that ever was, unless that is said. */
export const fromOf = ({ from, q }: { from?: string | undefined; q?: string | undefined }): string | undefined =>
  from ?? (q === undefined ? undefined : new Date(Date.now() - SEARCHED_MS).toISOString())

/** What a caller cancelled, or was asked about, is no error. */
export const NO_ERRORS = ['ok', 'cancelled', 'input_required'] as const

/** A condition on an outcome: one code, or whatever failed. */
export function outcomeIs(
  column: string,
  outcome: string | undefined,
  others: readonly string[] = [],
): readonly [string, Values] {
  if (outcome !== 'error') return [`${column} = :outcome`, { outcome }]
  return [`${column} <> ALL (:noErrors)`, { noErrors: [...NO_ERRORS, ...others] }]
}
