import { pathOf } from '../../backup/catalog-store'
import type { EntityManager } from '../../db/database'

export interface TableSize {
  readonly table: string
  readonly rows: number
  readonly bytes: number
}

/** More rows than this are estimated, by what the database knows of them. */
const MOST_COUNTED = 1_000_000

const TABLES = `
  SELECT relname AS "table", reltuples::float8 AS rows, pg_total_relation_size(oid)::float8 AS bytes
  FROM pg_class WHERE relnamespace = to_regnamespace('sagemcp') AND relkind IN ('r', 'p') ORDER BY relname`

export async function tableSizes(em: EntityManager): Promise<TableSize[]> {
  const sizes: TableSize[] = []
  for (const size of (await em.query(TABLES)) as TableSize[]) {
    if (size.rows > MOST_COUNTED) sizes.push({ ...size, rows: Math.round(size.rows) })
    else {
      const [counted] = (await em.query(`SELECT count(*)::int AS n FROM ${pathOf(size.table)}`)) as [{ n: number }]
      sizes.push({ ...size, rows: counted.n })
    }
  }
  return sizes
}

export interface ConnectorCount {
  readonly type: string
  readonly isEnabled: boolean
  readonly connectors: number
}

export const connectorCounts = (em: EntityManager): Promise<ConnectorCount[]> =>
  em.query(`SELECT type, is_enabled AS "isEnabled", count(*)::int AS connectors FROM sagemcp.connectors
            GROUP BY 1, 2 ORDER BY 1, 2`)

export interface Lease {
  readonly job: string
  /** How long it still lasts; less than nothing: nobody does the job. */
  readonly leftS: number
}

export const leases = (em: EntityManager): Promise<Lease[]> =>
  em.query(`SELECT name AS job, round(extract(epoch FROM until - clock_timestamp()))::int AS "leftS"
            FROM sagemcp.job_leases ORDER BY name`)

export const wrappedKeys = (em: EntityManager): Promise<{ keyId: string; dataKeys: number }[]> =>
  em.query(`SELECT key_id AS "keyId", count(*)::int AS "dataKeys"
            FROM (SELECT key_id FROM sagemcp.tenant_keys UNION ALL SELECT key_id FROM sagemcp.platform_keys) k
            GROUP BY 1 ORDER BY 1`)
