import { type EntityManager, MoreThan, Not } from 'typeorm'
import { PlatformKey, TenantKey } from './entity'
import type { Keyring } from './keyring'
import { dataKeyAad, platformKeyAad } from './seal'

const LOCK = { mode: 'pessimistic_write' } as const

/** The next tenants whose data key another master key wraps, by id, and now this one does. */
export async function rewrapTenantKeys(
  em: EntityManager,
  keyring: Keyring,
  after: string | undefined,
  limit: number,
): Promise<string[]> {
  const keyId = keyring.currentKeyId
  const rows = await em.find(TenantKey, {
    where: { keyId: Not(keyId), ...(after === undefined ? {} : { tenantId: MoreThan(after) }) },
    order: { tenantId: 'ASC' },
    take: limit,
    lock: LOCK,
  })
  for (const { tenantId, wrapped } of rows) {
    const aad = dataKeyAad(tenantId)
    await em.update(TenantKey, { tenantId }, { wrapped: keyring.wrap(keyring.unwrap(wrapped, aad), aad), keyId })
  }
  return rows.map(({ tenantId }) => tenantId)
}

/** Returns how many it were. Never another key in their place: the audit is signed with what comes from them. */
export async function rewrapPlatformKey(em: EntityManager, keyring: Keyring): Promise<number> {
  const keyId = keyring.currentKeyId
  const rows = await em.find(PlatformKey, { where: { keyId: Not(keyId) }, lock: LOCK })
  for (const { id, wrapped } of rows) {
    const aad = platformKeyAad(id)
    await em.update(PlatformKey, { id }, { wrapped: keyring.wrap(keyring.unwrap(wrapped, aad), aad), keyId })
  }
  return rows.length
}

/** Ids of the master keys that something is wrapped by. */
export async function keysInUse(em: EntityManager): Promise<string[]> {
  const sql = 'SELECT key_id AS id FROM sagemcp.tenant_keys UNION SELECT key_id FROM sagemcp.platform_keys ORDER BY 1'
  return ((await em.query(sql)) as { id: string }[]).map(({ id }) => id)
}
