import { writeFileSync } from 'node:fs'
import { availableParallelism, freemem, totalmem } from 'node:os'
import '../../../connectors'
import { defaultRegistry } from '../../../connectors/sdk'
import { unsealedTail } from '../../audit/seal-store'
import { schemaOf } from '../../backup/catalog-store'
import { type Config, loadConfig } from '../../config'
import { Keyring } from '../../credentials/keyring'
import type { EntityManager } from '../../db/database'
import { version } from '../../version'
import { configuredTypes, examine } from '../doctor/run'
import { failed, type Finding } from '../doctor/finding'
import { serverFacts } from '../doctor/store'
import { openExisting } from '../existing'
import { describeSettings } from './settings'
import { connectorCounts, leases, tableSizes, wrappedKeys } from './store'

type Env = Readonly<Record<string, string | undefined>>

/** Writes what somebody who helps from afar needs to see, and nothing that says whose installation it is. */
export async function writeBundle(file: string, env: Env): Promise<void> {
  const load = () => loadConfig(env)
  const findings = await examine(load, configuredTypes)
  const bundle = {
    sagemcp: 'support bundle',
    madeAt: new Date().toISOString(),
    release: version,
    node: process.version,
    platform: `${process.platform} ${process.arch}`,
    processors: availableParallelism(),
    memory: { total: totalmem(), free: freemem() },
    settings: describeSettings(env),
    doctor: findings.map(withoutWords),
    database: await describeDatabase(load),
  }
  writeFileSync(file, `${JSON.stringify(bundle, null, 2)}\n`, { mode: 0o600, flag: 'wx' })
}

/** What a check says names hosts, folders and keys; a vendor of somebody's own has a name of theirs. */
const withoutWords = ({ check, state, code }: Finding) => ({
  check: check.replace(/^vendor (.*)$/, (_, type: string) => `vendor ${typeName(type)}`),
  state,
  code,
})

const OWN = new Set(defaultRegistry.all().map(({ type }) => type))
const typeName = (type: string): string => (OWN.has(type) ? type : 'of another package')

async function describeDatabase(load: () => Config): Promise<object> {
  try {
    const config = load()
    const db = await openExisting(config, 'stop the server')
    try {
      return await db.withSystem((em) => describeIn(em, config))
    } finally {
      await db.close()
    }
  } catch (error) {
    // Its words quote what was sent to it.
    return { error: failed(error).code ?? (error as Error).name }
  }
}

async function describeIn(em: EntityManager, config: Config): Promise<object> {
  const { version: server, connections } = await serverFacts(em)
  const facts = { kind: config.database.url === undefined ? 'embedded' : 'PostgreSQL', server, connections }
  const schema = await schemaOf(em)
  if (schema === undefined) return { ...facts, schema: null }
  return {
    ...facts,
    schema,
    tables: await tableSizes(em),
    connectors: (await connectorCounts(em)).map((each) => ({ ...each, type: typeName(each.type) })),
    leases: await leases(em),
    unsealed: await unsealedTail(em),
    keys: describeKeys(config, await wrappedKeys(em)),
  }
}

/** An operator named them. */
function describeKeys(config: Config, wrapped: readonly { keyId: string; dataKeys: number }[]): object {
  try {
    const { ids, currentKeyId } = Keyring.existing(config)
    const used = wrapped.map(({ keyId, dataKeys }) => ({
      given: ids.includes(keyId),
      first: keyId === currentKeyId,
      dataKeys,
    }))
    return { given: ids.length, used }
  } catch {
    return { given: 0, used: wrapped.map(({ dataKeys }) => ({ given: false, first: false, dataKeys })) }
  }
}
