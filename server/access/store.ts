import { Brackets, type EntityManager, IsNull } from 'typeorm'
import type { TenantRole } from '../auth/caller'
import { Connector } from '../connectors/entity'
import { searchIn } from '../db/search'
import { User } from '../users/entity'
import { AccessRule, type RuleEffect } from './entity'

/** A rule with the names of what it is about. */
export interface RuleRow {
  readonly id: string
  readonly role: TenantRole | null
  readonly userId: string | null
  readonly email: string | null
  readonly userName: string | null
  readonly setFor: TenantRole
  readonly connectorId: string
  readonly slug: string
  readonly connectorName: string
  readonly tool: string | null
  readonly effect: RuleEffect
  readonly setBy: string
  readonly createdAt: Date
  readonly updatedAt: Date
}

export interface RuleFilter {
  readonly q?: string | undefined
  readonly role?: TenantRole | undefined
  readonly userId?: string | undefined
  readonly connectorId?: string | undefined
  /** The full name. */
  readonly tool?: string | undefined
}

export type RuleKey = readonly [slug: string, tool: string, id: string]

const rules = (em: EntityManager, tenantId: string) =>
  em
    .createQueryBuilder(AccessRule, 'r')
    .innerJoin(Connector, 'c', 'c.id = r.connectorId')
    .leftJoin(User, 'u', 'u.id = r.userId')
    .where('r.tenantId = :tenantId', { tenantId })
    .select(['r.id AS id', 'r.role AS role', 'r.tool AS tool', 'r.effect AS effect', 'c.slug AS slug'])
    .addSelect('c.name', 'connectorName')
    .addSelect(['r.userId AS "userId"', 'r.setFor AS "setFor"', 'r.connectorId AS "connectorId"', 'r.setBy AS "setBy"'])
    .addSelect(['r.createdAt AS "createdAt"', 'r.updatedAt AS "updatedAt"', 'u.email AS email', 'u.name AS "userName"'])

/** By connector, the rules about all of it first, then by tool. */
export function listRules(
  em: EntityManager,
  tenantId: string,
  { q, role, userId, connectorId, tool }: RuleFilter,
  { after, limit }: { after: RuleKey | undefined; limit: number },
): Promise<RuleRow[]> {
  const query = rules(em, tenantId)
    .orderBy('c.slug')
    .addOrderBy(`coalesce(r.tool, '')`)
    .addOrderBy('r.id')
    .limit(limit + 1)
  if (role !== undefined) query.andWhere('r.role = :role', { role })
  if (userId !== undefined) query.andWhere('r.userId = :userId', { userId })
  if (connectorId !== undefined) query.andWhere('r.connectorId = :connectorId', { connectorId })
  if (tool !== undefined) {
    const orAll = connectorId === undefined ? '' : ' OR r.tool IS NULL'
    query.andWhere(`(${FULL_NAME} = :full AND r.tool IS NOT NULL${orAll})`, { full: tool })
  }
  if (after) {
    const [slug, tool, id] = after
    query.andWhere(
      new Brackets((q) => q.where(`(c.slug, coalesce(r.tool, ''), r.id) > (:slug, :tool, :id)`, { slug, tool, id })),
    )
  }
  return searchIn(query, q, 'c.name', FULL_NAME, 'u.name', 'u.email').getRawMany<RuleRow>()
}

/** Of the tool, or of the connector where the rule is about all of it. */
const FULL_NAME = `concat_ws('_', c.slug, r.tool)`

export const findRule = (em: EntityManager, tenantId: string, id: string): Promise<RuleRow | undefined> =>
  rules(em, tenantId).andWhere('r.id = :id', { id }).getRawOne<RuleRow>()

/** What makes a rule the rule that it is; the effect can change. */
export interface RulePlace {
  readonly tenantId: string
  readonly role: TenantRole | null
  readonly userId: string | null
  readonly connectorId: string
  readonly tool: string | null
}

export const findRuleAt = (em: EntityManager, place: RulePlace): Promise<AccessRule | null> =>
  em.findOneBy(AccessRule, {
    tenantId: place.tenantId,
    connectorId: place.connectorId,
    role: place.role ?? IsNull(),
    userId: place.userId ?? IsNull(),
    tool: place.tool ?? IsNull(),
  })

export const rulesAbout = (em: EntityManager, tenantId: string, connectorId: string): Promise<AccessRule[]> =>
  em.findBy(AccessRule, { tenantId, connectorId })

export const countRules = (em: EntityManager, tenantId: string): Promise<number> => em.countBy(AccessRule, { tenantId })

/** The id of the rule. */
export async function saveRule(
  em: EntityManager,
  place: RulePlace,
  existing: AccessRule | null,
  set: Pick<AccessRule, 'effect' | 'setFor' | 'setBy'>,
): Promise<string> {
  if (!existing) return (await em.save(em.create(AccessRule, { ...place, ...set }))).id
  await em.update(AccessRule, { tenantId: place.tenantId, id: existing.id }, set)
  return existing.id
}

export async function deleteRule(em: EntityManager, tenantId: string, id: string): Promise<void> {
  await em.delete(AccessRule, { tenantId, id })
}
