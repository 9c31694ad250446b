import { setTimeout as pause } from 'node:timers/promises'
import { openDatabase } from '../../server/db/database'
import { Tenant } from '../../server/tenants/entity'
import { silent } from '../support/test-db'
import { cleanUp, embedded, onBothDatabases, startWriter } from './killed'

const ROUNDS = 20
afterAll(cleanUp)

onBothDatabases('loses nothing that was acknowledged', async (env, config) => {
  const acknowledged: string[] = []
  for (let round = 0; round < ROUNDS; round++) {
    const writer = startWriter('writer', `round${round}`, env)
    await writer.said(1)
    await pause(Math.random() * 150)
    acknowledged.push(...(await writer.kill()))
  }
  const db = await openDatabase(config, silent)
  const rows = await db.withSystem((em) => em.find(Tenant))
  await db.close()
  const stored = new Set(rows.map((row) => row.slug))
  expect(acknowledged.length).toBeGreaterThan(ROUNDS)
  expect(acknowledged.filter((slug) => !stored.has(slug))).toEqual([])
  // No transaction is there by half.
  expect(rows.filter((row) => row.name !== 'complete')).toEqual([])
})

it('refuses a second process on the same data folder, and takes it over from a dead one', async () => {
  const env = embedded('shared')
  const first = startWriter('writer', 'first', env)
  await first.said(1)
  const second = startWriter('writer', 'second', env)
  await expect(second.said(1)).rejects.toThrow(/is in use by process \d+/)
  await second.ended
  await first.kill()
  const third = startWriter('writer', 'third', env)
  await third.said(1)
  await third.kill()
}, 120_000)
