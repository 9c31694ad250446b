import 'reflect-metadata'
import { TEST_DATABASE_URL, testTemplate } from './test-db'

/** Prepares what every test file starts from, so that none of them creates a database from nothing. */
async function globalSetup(): Promise<void> {
  if (TEST_DATABASE_URL === undefined) await testTemplate()
}

export = globalSetup
