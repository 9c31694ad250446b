import { In, type EntityManager } from 'typeorm'
import { Credential } from '../credentials/entity'
import { searchIn } from '../db/search'
import { notFound } from '../errors'
import { Tenant } from '../tenants/entity'
import { Connector, ConnectorTool } from './entity'

const UUID = /^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/i
const SLUG = /^[a-z][a-z0-9_]{0,24}$/

/** By id or slug. `lock` holds the row until the transaction ends, for changes that depend on what it says. */
export async function getConnector(
  em: EntityManager,
  tenantId: string,
  idOrSlug: string,
  { lock = false } = {},
): Promise<Connector> {
  const which = UUID.test(idOrSlug)
    ? { id: idOrSlug.toLowerCase() }
    : SLUG.test(idOrSlug)
      ? { slug: idOrSlug }
      : undefined
  const row =
    which &&
    (await em.findOne(Connector, {
      where: { tenantId, ...which },
      ...(lock ? { lock: { mode: 'pessimistic_write' as const } } : {}),
    }))
  if (!row) throw notFound('Connector')
  return row
}

export interface ConnectorList {
  readonly q?: string | undefined
  readonly type?: string | undefined
  readonly isEnabled?: boolean | undefined
  readonly after?: string | undefined
  readonly limit?: number
}

/** By slug. */
export function listConnectors(
  em: EntityManager,
  tenantId: string,
  { q, type, isEnabled, after, limit }: ConnectorList,
): Promise<Connector[]> {
  const query = em.createQueryBuilder(Connector, 'c').where('c.tenantId = :tenantId', { tenantId }).orderBy('c.slug')
  if (after !== undefined) query.andWhere('c.slug > :after', { after })
  if (type !== undefined) query.andWhere('c.type = :type', { type })
  if (isEnabled !== undefined) query.andWhere('c.isEnabled = :isEnabled', { isEnabled })
  if (limit !== undefined) query.limit(limit + 1)
  return searchIn(query, q, 'c.name', 'c.slug', 'c.type').getMany()
}

export async function credentialsOf(
  em: EntityManager,
  tenantId: string,
  rows: readonly Connector[],
): Promise<ReadonlyMap<string, Credential>> {
  const ids = rows.flatMap((row) => row.credentialId ?? [])
  const found = ids.length === 0 ? [] : await em.findBy(Credential, { tenantId, id: In(ids) })
  return new Map(found.map((credential) => [credential.id, credential]))
}

export const findCredential = (em: EntityManager, tenantId: string, id: string): Promise<Credential | null> =>
  em.findOneBy(Credential, { tenantId, id })

export async function disabledTools(em: EntityManager, connector: Connector): Promise<ReadonlySet<string>> {
  const { tenantId, id: connectorId } = connector
  const rows = await em.findBy(ConnectorTool, { tenantId, connectorId, isEnabled: false })
  return new Set(rows.map((row) => row.tool))
}

/** The same for many at once, by the connector's id. */
export async function disabledToolsOf(
  em: EntityManager,
  tenantId: string,
  connectors: readonly Connector[],
): Promise<ReadonlyMap<string, ReadonlySet<string>>> {
  if (connectors.length === 0) return new Map()
  const ids = connectors.map(({ id }) => id)
  const rows = await em.findBy(ConnectorTool, { tenantId, connectorId: In(ids), isEnabled: false })
  const found = new Map<string, Set<string>>(ids.map((id) => [id, new Set()]))
  for (const { connectorId, tool } of rows) found.get(connectorId)?.add(tool)
  return found
}

export async function saveTools(
  em: EntityManager,
  connector: Connector,
  tools: ReadonlyMap<string, boolean>,
): Promise<void> {
  const { tenantId, id: connectorId } = connector
  if (tools.size === 0) return
  const rows = [...tools].map(([tool, isEnabled]) => ({ tenantId, connectorId, tool, isEnabled }))
  await em.upsert(ConnectorTool, rows, ['tenantId', 'connectorId', 'tool'])
}

export async function allowedTypesOf(em: EntityManager, tenantId: string): Promise<readonly string[] | null> {
  const { allowedTypes } = await em.findOneByOrFail(Tenant, { id: tenantId })
  return allowedTypes
}
