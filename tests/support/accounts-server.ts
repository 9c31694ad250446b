import 'reflect-metadata'
import '../../connectors'
import { defaultRegistry, Registry } from '../../connectors/sdk'
import { startApp } from '../../server/app'
import { loadConfig } from '../../server/config'
import { makeLog } from '../../server/observability/log'
import { relocated } from './vendors/oauth/relocated'

/** What a test tells the process, as its only argument. */
export interface ServerOrders {
  /** The origins of vendors, and where they answer here. */
  readonly addresses: Readonly<Record<string, string>>
  readonly sweepMs?: number
}

/** The server in a process of its own, with the vendors of a test in the vendors' place. */
async function main(): Promise<void> {
  const { addresses, ...more } = JSON.parse(process.argv[2] ?? '') as ServerOrders
  const config = loadConfig()
  const registry = new Registry()
  for (const type of defaultRegistry.all()) registry.add(type.class, relocated(type, addresses))
  const app = await startApp(config, { registry, log: makeLog(config.log.level), ...more })
  process.once('SIGTERM', () => void app.close().then(() => process.exit(0)))
}

main().catch((error: unknown) => {
  process.stderr.write(`${String(error)}\n`)
  process.exit(1)
})
