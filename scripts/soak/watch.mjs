// Looks at the server every few seconds while it lives, at moments when nothing is asked of it.
import { setTimeout as wait } from 'node:timers/promises'
import { rowCounter } from './database.mjs'

const LANES = 2
/** For what was just closed to be gone. */
const SETTLE_MS = 200
/** So often each scene is played before measuring begins, when as much is open as ever will be, and again while it lasts. */
const ROUNDS = 5
/** The short form warms up at this pace, and lives at the usual one for a while before it is measured. */
const BRISK_MS = 100
const CALM_MINUTES = 0.25
/** It may take so many times as long where the machine is busy. */
const PATIENCE = 5

/** `begun` is called when it is warm; gives all samples and when that was. */
export async function watch(server, life, plan, { tell, begun }) {
  const rows = await rowCounter((sql) => server.ask('query', sql))
  const start = performance.now()
  const everyMs = plan.isShort ? 3_000 : 10_000
  const last = PATIENCE * (plan.warmUp + plan.measured)
  const samples = []

  const look = async () => {
    const elapsed = performance.now() - start
    await wait(everyMs - (elapsed % everyMs))
    const sample = await life.still(async () => {
      await wait(SETTLE_MS)
      const minute = (performance.now() - start) / 60_000
      return { minute, rounds: life.rounds, ...(await server.sample()), rows: await rows() }
    })
    if (sample.minute > last) throw new Error(`too slow: ${sample.rounds.toFixed(1)} rounds in ${last} minutes`)
    samples.push(sample)
    tell(sample)
    return sample
  }
  /** Until so many minutes are over and so many rounds played, both since `from`. */
  const lookFor = async (minutes, rounds, from = { minute: 0, rounds: 0 }) => {
    for (;;) {
      const sample = await look()
      if (sample.minute - from.minute >= minutes && sample.rounds - from.rounds >= rounds) return sample
    }
  }

  const { everyMs: usual } = life
  if (plan.isShort) life.everyMs = BRISK_MS
  life.start(LANES)
  const brisk = await lookFor(plan.isShort ? plan.warmUp - CALM_MINUTES : plan.warmUp, ROUNDS)
  life.everyMs = usual
  const first = plan.isShort ? await lookFor(CALM_MINUTES, 0, brisk) : brisk
  await life.still(() => begun(first))
  await lookFor(plan.measured, ROUNDS, first)
  await life.end()
  return { samples, first }
}
