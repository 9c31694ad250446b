import type { EntityManager, SelectQueryBuilder } from 'typeorm'
import { actorOf, type ActorRow } from '../audit/actor'
import type { Own } from '../audit/own'
import { Connector } from '../connectors/entity'
import type { SeenClient } from '../contracts/activity'
import { User } from '../users/entity'
import { ClientSighting } from './entity'

export interface SightingRow extends ActorRow {
  readonly id: string
  readonly seq: string
  readonly clientName: string
  readonly clientVersion: string
  readonly transport: string
  readonly connector: string | null
  readonly firstSeenAt: Date
  readonly lastSeenAt: Date
}

const COLUMNS = [
  ...['id', 'seq', 'clientName', 'clientVersion', 'transport', 'actor', 'actorName', 'userId'],
  ...['firstSeenAt', 'lastSeenAt'],
].map((name) => `s.${name} AS "${name}"`)

const sightings = (em: EntityManager, tenantId: string): SelectQueryBuilder<ClientSighting> =>
  em
    .createQueryBuilder(ClientSighting, 's')
    .leftJoin(Connector, 'k', 'k.tenantId = s.tenantId AND k.id = s.connectorId')
    .leftJoin(User, 'u', 'u.id = s.userId')
    .where('s.tenantId = :tenantId', { tenantId })
    .select(COLUMNS)
    .addSelect(['k.slug AS connector', 'u.name AS "personName"', 'u.email AS "personEmail"'])

const MOST_SHOWN = 200

/** The latest first. */
export function listSightings(em: EntityManager, tenantId: string, own: Own): Promise<SightingRow[]> {
  const query = sightings(em, tenantId).orderBy({ 's.lastSeenAt': 'DESC', 's.id': 'ASC' }).limit(MOST_SHOWN)
  return ownOnly(query, own).getRawMany<SightingRow>()
}

/** By the name that they give themselves, for each caller. */
export async function countClients(em: EntityManager, tenantId: string, own: Own, since: Date): Promise<number> {
  const query = em
    .createQueryBuilder(ClientSighting, 's')
    .where('s.tenantId = :tenantId AND s.lastSeenAt > :since', { tenantId, since })
    .select('count(DISTINCT (s.actor, s.clientName))', 'n')
  const row = await ownOnly(query, own).getRawOne<{ n: string }>()
  return Number(row?.n ?? 0)
}

function ownOnly(query: SelectQueryBuilder<ClientSighting>, own: Own): SelectQueryBuilder<ClientSighting> {
  if (own?.userId !== undefined) return query.andWhere('s.userId = :userId', { userId: own.userId })
  return own ? query.andWhere('s.actor = :actor', { actor: own.id }) : query
}

/** The newest of those that were written after `seq`, newest first. */
export const sightingsAfter = (
  em: EntityManager,
  tenantId: string,
  { seq, not, limit }: { seq: number; not: readonly number[]; limit: number },
): Promise<SightingRow[]> =>
  sightings(em, tenantId)
    .andWhere('s.seq > :seq AND s.seq <> ALL (:not)', { seq, not })
    .orderBy('s.seq', 'DESC')
    .limit(limit)
    .getRawMany<SightingRow>()

export const presentSighting = (row: SightingRow): SeenClient => ({
  id: row.id,
  clientName: row.clientName,
  clientVersion: row.clientVersion,
  transport: row.transport,
  connector: row.connector,
  ...actorOf(row),
  firstSeenAt: row.firstSeenAt.toISOString(),
  lastSeenAt: row.lastSeenAt.toISOString(),
})

/** One caller with one client on one endpoint. */
export interface Sighting {
  readonly tenantId: string
  readonly actor: string
  readonly actorName: string
  readonly userId: string | null
  readonly clientName: string
  readonly clientVersion: string
  readonly transport: string
  /** The slug. */
  readonly connector: string | null
}

/**
 * What is gone since, with its tenant, connector, person or grant, is left out. So is the playground, whose grants end with a
 * browser session: who waits for their own client must not be told of it.
 */
const WRITE = `
  INSERT INTO sagemcp.client_sightings (tenant_id, actor, actor_name, user_id, client_name, client_version, transport,
    connector_id, first_seen_at, last_seen_at)
  SELECT r."tenantId", r.actor, r."actorName", r."userId", r."clientName", r."clientVersion", r.transport, c.id,
    clock_timestamp(), clock_timestamp()
  FROM jsonb_to_recordset($1::jsonb) AS r("tenantId" uuid, actor text, "actorName" text, "userId" uuid,
    "clientName" text, "clientVersion" text, transport text, connector text)
  JOIN sagemcp.tenants t ON t.id = r."tenantId"
  LEFT JOIN sagemcp.connectors c ON c.tenant_id = r."tenantId" AND c.slug = r.connector
  WHERE (r.connector IS NULL OR c.id IS NOT NULL)
    AND (r."userId" IS NULL
      OR EXISTS (SELECT FROM sagemcp.memberships m WHERE m.tenant_id = r."tenantId" AND m.user_id = r."userId"))
    AND (NOT starts_with(r.actor, 'grant:')
      OR EXISTS (SELECT FROM sagemcp.oauth_grants g WHERE g.id = substr(r.actor, 7) AND g.session_id IS NULL))
  ON CONFLICT ON CONSTRAINT client_sightings_key DO UPDATE
    SET last_seen_at = excluded.last_seen_at, actor_name = excluded.actor_name, seq = DEFAULT`

/** A client says itself what it is called: one that says something else each time must not fill the table. */
const KEPT = 20
const TRIM = `
  DELETE FROM sagemcp.client_sightings s USING (
    SELECT id, row_number() OVER (PARTITION BY tenant_id, actor ORDER BY seq DESC) AS place
    FROM sagemcp.client_sightings
    WHERE (tenant_id, actor) IN (
      SELECT r."tenantId", r.actor FROM jsonb_to_recordset($1::jsonb) AS r("tenantId" uuid, actor text))
  ) old WHERE old.id = s.id AND old.place > ${KEPT}`

/** Of any tenant: this needs the system's view. */
export async function writeSightings(em: EntityManager, rows: readonly Sighting[]): Promise<void> {
  const json = JSON.stringify(rows)
  await em.query(WRITE, [json])
  await em.query(TRIM, [json])
}
