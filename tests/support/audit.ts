import { createHmac } from 'node:crypto'
import { record } from '../../server/audit/store'
import { Sealer, type SealerParts } from '../../server/audit/sealer'
import { AuditSigner } from '../../server/audit/signer'
import { AuditVerifier } from '../../server/audit/verify'
import type { Database, EntityManager } from '../../server/db/database'
import type { Log } from '../../server/observability/log'
import { Tenant } from '../../server/tenants/entity'

export const PLATFORM_KEY = createHmac('sha256', 'platform').digest()
export const SIGNER = new AuditSigner(PLATFORM_KEY)
/** Longer than any test: what is to be done is asked for. */
const NEVER = 2_000_000_000

export const sealerOf = (db: Database, log: Log, more: Partial<SealerParts> = {}): Sealer =>
  new Sealer({ db, signer: SIGNER, log, everyMs: NEVER, segmentRows: 5, ...more })

export const verifierOf = (db: Database): AuditVerifier => new AuditVerifier(db, SIGNER)

export async function makeTenants(db: Database, ...slugs: string[]): Promise<string[]> {
  const rows = await db.withSystem((em) =>
    em.save(
      Tenant,
      slugs.map((slug) => ({ slug, name: slug })),
    ),
  )
  return rows.map(({ id }) => id)
}

/** One audit row, as the server writes it. */
export const write = (em: EntityManager, tenantId: string | null, target: string): Promise<void> =>
  record(em, {
    tenantId,
    caller: { id: 'key:k', name: 'Änne "k"', role: 'admin', userId: undefined },
    origin: { address: '127.0.0.1', requestId: `r-${target}` },
    action: 'connector.update',
    target,
    details: { changed: ['name'], n: 1, text: 'ünï\n' },
  })

/** Rows of a tenant, each in a transaction of its own. */
export async function writeMany(db: Database, tenantId: string | null, count: number, name = 'row'): Promise<void> {
  for (let n = 1; n <= count; n += 1) {
    const work = (em: EntityManager) => write(em, tenantId, `${name}-${n}`)
    await (tenantId === null ? db.withSystem(work) : db.withTenant(tenantId, work))
  }
}

/** A log that can be read. */
export function said(): Log & { readonly lines: { level: string; what: object; text: string }[] } {
  const lines: { level: string; what: object; text: string }[] = []
  const to = (level: string) => (what: object, text: string) => void lines.push({ level, what, text })
  const log = { debug: to('debug'), info: to('info'), warn: to('warn'), error: to('error'), fatal: to('fatal') }
  return { ...(log as unknown as Log), lines }
}
