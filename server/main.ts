import { startApp } from './app'
import { tell } from './clock'
import { ConfigError, loadConfig } from './config'
import { makeLog } from './observability/log'
import { readable } from './observability/readable'

/** For what ends the process to be told. */
const LAST_WORDS_MS = 3_000

/** Starts the process and stops it when it is told to. */
export async function main(): Promise<void> {
  const config = loadConfig()
  // Programs that collect logs want JSON; a person at a terminal wants to read.
  const log = makeLog(config.log.level, process.stderr.isTTY ? readable(process.stderr) : undefined)
  const app = await startApp(config, { log, time: tell, secrets: () => loadConfig().secrets })
  // A connector type of somebody else may forget a promise; that must not end everybody's calls.
  process.on('unhandledRejection', (error) => app.rejected(error))
  process.once('uncaughtException', (error) => {
    const exit = () => process.exit(1)
    setTimeout(exit, LAST_WORDS_MS)
    app.died(error).then(exit, exit)
  })
  const stop = (signal: string) => {
    log.info({ signal }, 'stopping')
    app.close().then(
      () => process.exit(0),
      (error: unknown) => {
        log.error({ err: error }, 'did not stop cleanly')
        process.exit(1)
      },
    )
  }
  process.on('SIGHUP', () => void app.reloadKeys())
  process.once('SIGTERM', stop)
  process.once('SIGINT', stop)
}

/** Words for the person who starts it; a stack says nothing to them. */
export function explain(error: unknown): string {
  if (error instanceof ConfigError) return `The configuration is not usable:\n  ${error.problems.join('\n  ')}`
  return error instanceof Error ? error.message : String(error)
}

if (require.main === module) {
  main().catch((error: unknown) => {
    process.stderr.write(`${explain(error)}\n`)
    process.exit(1)
  })
}
