import { readFileSync } from 'node:fs'
import { z } from 'zod'
import { loadConfig } from '../config'
import { AuditVerification } from '../contracts/audit'
import { Keyring } from '../credentials/keyring'
import { verifyKeyring } from '../credentials/platform-key'
import { type Database, openDatabase } from '../db/database'
import { makeLog } from '../observability/log'
import { findTenant } from '../tenants/store'
import { type ChainOf, nameOfChain } from './chain'
import { tenantsWithNames } from './seal-store'
import { AuditSigner } from './signer'
import { AuditVerifier } from './verify'

interface Options {
  readonly tenant?: string
  readonly anchors?: string
  readonly json?: true
}

type Checked = AuditVerification & { readonly name: string }

const Anchors = z.array(AuditVerification.pick({ chain: true, head: true }))

/** What to print, and whether all is well. */
export async function verifyAudit(options: Options): Promise<{ lines: readonly string[]; isOk: boolean }> {
  const anchors = readAnchors(options.anchors)
  const config = loadConfig()
  const log = makeLog('silent')
  const db = await openDatabase(config, log)
  try {
    const signer = new AuditSigner(await verifyKeyring(db, Keyring.fromConfig(config, log)))
    const verifier = new AuditVerifier(db, signer)
    const checked: Checked[] = []
    for (const { of, name } of await chains(db, options.tenant)) {
      const head = anchors.find(({ chain }) => chain === nameOfChain(of))?.head ?? undefined
      checked.push({ name, ...(await verifier.verify(of, { anchor: head })) })
    }
    const gone = anchors.filter(({ chain }) => !options.tenant && !checked.some((each) => each.chain === chain))
    const lines = options.json
      ? [JSON.stringify(checked, undefined, 2)]
      : [
          ...checked.map(describe),
          ...gone.map(({ chain }) => `${chain}: is not there any more`),
          `key: ${signer.keyId}`,
        ]
    return { lines, isOk: checked.every(({ ok }) => ok) }
  } finally {
    await db.close()
  }
}

function readAnchors(file: string | undefined) {
  if (file === undefined) return []
  const { data } = Anchors.safeParse(JSON.parse(readFileSync(file, 'utf8')))
  if (!data) throw new Error(`${file} is not what --json printed`)
  return data
}

const chains = (db: Database, slug: string | undefined): Promise<{ of: ChainOf; name: string }[]> =>
  db.withSystem(async (em) => {
    if (slug !== undefined) {
      const tenant = await findTenant(em, slug)
      if (!tenant) throw new Error(`there is no tenant ${slug}`)
      return [{ of: tenant.id, name: tenant.slug }]
    }
    const tenants = await tenantsWithNames(em)
    return [{ of: null, name: 'platform' }, ...tenants.map(({ id, slug }) => ({ of: id, name: slug }))]
  })

function describe({ name, ok, broken, rows, segments, removed, head, unsealed }: Checked): string {
  const at = broken?.position === undefined ? '' : ` at position ${broken.position}`
  const found = ok
    ? `ok, ${rows} rows in ${segments - removed.segments} segments`
    : `BROKEN in segment ${broken?.segment}${at}: ${broken?.why}; ${rows} rows before it are as they were sealed`
  return [
    `${name}: ${found}`,
    ...(removed.rows > 0 ? [`${removed.rows} rows were removed after their time`] : []),
    ...(head ? [`head ${head.position}:${head.hash}`] : []),
    ...(unsealed.rows > 0 ? [`${unsealed.rows} rows since ${unsealed.since} are not sealed yet`] : []),
  ].join('; ')
}
