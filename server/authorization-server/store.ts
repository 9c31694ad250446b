import { type EntityManager, IsNull, LessThan, MoreThan } from 'typeorm'
import { Connector } from '../connectors/entity'
import { Tenant } from '../tenants/entity'
import { searchIn } from '../db/search'
import { User } from '../users/entity'
import { Artifact, OAuthGrant, SigningKey } from './entity'

// Signing keys

/** Any number will do; it names the lock among the advisory locks of this database. */
const SIGNING_KEYS_LOCK = 7_203_119

/** Newest first. Until the transaction ends, nobody else makes one. */
export async function lockSigningKeys(em: EntityManager): Promise<SigningKey[]> {
  await em.query('SELECT pg_advisory_xact_lock($1)', [SIGNING_KEYS_LOCK])
  return em.find(SigningKey, { order: { createdAt: 'DESC', id: 'ASC' } })
}

export async function addSigningKey(em: EntityManager, id: string, sealed: Buffer): Promise<SigningKey> {
  await em.insert(SigningKey, { id, sealed })
  return em.findOneByOrFail(SigningKey, { id })
}

export const removeSigningKeysBefore = (em: EntityManager, date: Date): Promise<unknown> =>
  em.delete(SigningKey, { createdAt: LessThan(date) })

// Artifacts

export const saveArtifact = (em: EntityManager, row: Omit<Artifact, 'consumedAt'>): Promise<unknown> =>
  em.upsert(Artifact, row, ['kind', 'idHash'])

export const findArtifact = (em: EntityManager, kind: string, idHash: Buffer): Promise<Artifact | null> =>
  em.findOneBy(Artifact, { kind, idHash, expiresAt: MoreThan(new Date()) })

/** False when somebody else was first. */
export async function consumeArtifact(em: EntityManager, kind: string, idHash: Buffer): Promise<boolean> {
  const { affected } = await em.update(Artifact, { kind, idHash, consumedAt: IsNull() }, { consumedAt: new Date() })
  return affected === 1
}

export const removeArtifact = (em: EntityManager, kind: string, idHash: Buffer): Promise<unknown> =>
  em.delete(Artifact, { kind, idHash })

/** A client that somebody allowed lives on. */
export const keepArtifact = (em: EntityManager, kind: string, idHash: Buffer, expiresAt: Date): Promise<unknown> =>
  em.update(Artifact, { kind, idHash }, { expiresAt })

/** A grant without a refresh token can do nothing once its access token has ended, which an hour is enough for. */
const FORGET_GRANTS = `
  DELETE FROM sagemcp.oauth_grants g WHERE g.created_at < now() - interval '1 hour' AND NOT EXISTS (
    SELECT FROM sagemcp.oauth_artifacts a
    WHERE a.grant_id = g.id AND a.kind = 'RefreshToken' AND a.consumed_at IS NULL AND a.expires_at > now())
    AND coalesce(g.last_used_at, g.created_at) < now() - interval '1 hour'`

/** Takes away what has ended by itself. */
export async function sweep(em: EntityManager): Promise<void> {
  await em.delete(Artifact, { expiresAt: LessThan(new Date()) })
  await em.query(FORGET_GRANTS)
}

// Grants

/** `InSession`: one that ends with a browser session, and at its own time at the latest. */
type InSession = Pick<OAuthGrant, 'sessionId' | 'expiresAt'>
type NewGrant = Omit<OAuthGrant, 'createdAt' | 'lastUsedAt' | keyof InSession>

export const addGrant = (em: EntityManager, grant: NewGrant & Partial<InSession>): Promise<unknown> =>
  em.insert(OAuthGrant, grant)

export const findGrant = (em: EntityManager, id: string): Promise<OAuthGrant | null> => em.findOneBy(OAuthGrant, { id })

export const touchGrant = (em: EntityManager, id: string): Promise<unknown> =>
  em.update(OAuthGrant, { id }, { lastUsedAt: new Date() })

/** What there was; everything issued under it goes too. */
export async function removeGrant(
  em: EntityManager,
  where: { id: string; tenantId?: string; userId?: string },
): Promise<OAuthGrant | undefined> {
  const grant = await em.findOneBy(OAuthGrant, where)
  if (!grant) return undefined
  await em.delete(OAuthGrant, { id: grant.id })
  return grant
}

/** The name of whose grant it is. */
export const findUserName = async (em: EntityManager, id: string): Promise<string | undefined> =>
  (await em.findOneBy(User, { id, isActive: true }))?.name

export interface ListedGrant extends OAuthGrant {
  readonly tenantSlug: string
  readonly connectorSlug: string | undefined
  readonly user: { readonly id: string; readonly name: string; readonly email: string }
}

/** When it was made, in milliseconds, and which it is. */
export type GrantKey = readonly [at: string, id: string]

export interface GrantPage {
  readonly q?: string | undefined
  /** Only those of the tenant with this slug. */
  readonly tenant?: string | undefined
  readonly after?: GrantKey | undefined
  readonly limit?: number
}

/** What AI clients were allowed, newest first. */
export async function listGrants(
  em: EntityManager,
  where: { tenantId?: string; userId?: string },
  { q, tenant, after, limit = MAX_LISTED }: GrantPage = {},
): Promise<ListedGrant[]> {
  const query = em
    .createQueryBuilder(OAuthGrant, 'g')
    .innerJoin(Tenant, 't', 't.id = g.tenantId')
    .innerJoin(User, 'u', 'u.id = g.userId')
    .leftJoin(Connector, 'c', 'c.tenantId = g.tenantId AND c.id = g.connectorId')
    .addSelect(['t.slug AS tenant_slug', 'c.slug AS connector_slug', 'u.name AS user_name', 'u.email AS user_email'])
    .where(where)
    .andWhere('g.sessionId IS NULL')
    .orderBy(`date_trunc('milliseconds', g.created_at)`, 'DESC')
    .addOrderBy('g.id', 'DESC')
    .limit(limit + 1)
  if (after) {
    const [at, id] = after
    query.andWhere(`(date_trunc('milliseconds', g.created_at), g.id) < (:at::timestamptz, :id)`, { at, id })
  }
  if (tenant !== undefined) query.andWhere('t.slug = :tenant', { tenant })
  searchIn(query, q, 'g.clientName', 'u.name', 'u.email')
  const { entities, raw } = await query.getRawAndEntities<Record<string, string | null>>()
  return entities.map((grant, i) => ({
    ...grant,
    tenantSlug: raw[i]?.tenant_slug ?? '',
    connectorSlug: raw[i]?.connector_slug ?? undefined,
    user: { id: grant.userId, name: raw[i]?.user_name ?? '', email: raw[i]?.user_email ?? '' },
  }))
}

const MAX_LISTED = 500
