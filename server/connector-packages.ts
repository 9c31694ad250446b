import { createRequire } from 'node:module'
import path from 'node:path'

/**
 * Imports connector types from packages or files that the operator named; importing one registers its types. Names are
 * looked up from the working directory, where an operator installs them, and from ours.
 */
export function importConnectorPackages(names: readonly string[]): void {
  const fromHere = createRequire(path.join(process.cwd(), 'package.json'))
  for (const name of names) {
    try {
      fromHere(name)
    } catch (cause) {
      throw new Error(`The connector package "${name}" could not be loaded: ${(cause as Error).message}`, { cause })
    }
  }
}
