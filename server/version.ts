import { existsSync, readFileSync } from 'node:fs'
import path from 'node:path'

/** The package's version, from the sources as from the build, which lies one folder deeper. */
export const version: string = (() => {
  const file = ['..', '../..'].map((up) => path.join(__dirname, up, 'package.json')).find((f) => existsSync(f))
  return file === undefined ? '0.0.0' : (JSON.parse(readFileSync(file, 'utf8')) as { version: string }).version
})()
