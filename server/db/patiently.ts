import { AppError } from '../errors'
import type { Database, EntityManager } from './database'

const MOST_MS = 8_000
const TOO_LONG = '57014'

/** To look through much that a tenant did: it must not take what calls need, so it is given up after a while. */
export async function patiently<T>(
  db: Database,
  tenantId: string,
  work: (em: EntityManager) => Promise<T>,
): Promise<T> {
  try {
    return await db.withTenant(tenantId, async (em) => {
      await em.query(`SELECT set_config('statement_timeout', $1, true)`, [String(MOST_MS)])
      return work(em)
    })
  } catch (cause) {
    if ((cause as { code?: unknown }).code !== TOO_LONG) throw cause
    throw new AppError('unavailable', 'There is too much to look through.', {
      hint: 'Choose a shorter time.',
      retryAfterS: 30,
      cause,
    })
  }
}
