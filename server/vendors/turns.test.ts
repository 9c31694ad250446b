import { Turns } from './turns'

const [SLOW, OTHER] = ['https://slow.example', 'https://other.example']
const CAPS = { vendor: 6, tenantAtVendor: 3, tenant: 4, waiting: 2, waitMs: 60_000 }

const settled = () => new Promise((resolve) => setImmediate(resolve))

/** Asks for turns and keeps what they give. */
class Asked {
  readonly ends: (() => void)[] = []
  readonly refused: unknown[] = []

  constructor(
    private readonly turns: Turns,
    private readonly tenant: string,
    private readonly signal = new AbortController().signal,
  ) {}

  async ask(origin: string, count: number): Promise<this> {
    for (let n = 0; n < count; n++) {
      this.turns.begin(origin, this.tenant, this.signal).then(
        (end) => this.ends.push(end),
        (error: unknown) => this.refused.push(error),
      )
    }
    await settled()
    return this
  }
}

const asked = (turns: Turns, tenant: string, count: number, origin = SLOW) =>
  new Asked(turns, tenant).ask(origin, count)

it('one tenant gets a part of a vendor, and a tenant as a whole a part of the process', async () => {
  const turns = new Turns(CAPS)
  const a = await asked(turns, 'a', 5)
  expect(a.ends).toHaveLength(3)
  await a.ask(OTHER, 2)
  expect(a.ends).toHaveLength(4)
  const b = await asked(turns, 'b', 3)
  expect(b.ends).toHaveLength(3)
  for (const end of a.ends.splice(0, 2)) end()
  await settled()
  expect(a.ends).toHaveLength(4)
})

it('refuses at once what would wait behind too many, and says that nothing was sent', async () => {
  const a = await asked(new Turns(CAPS), 'a', 6)
  expect(a.ends).toHaveLength(3)
  expect(a.refused).toEqual([expect.objectContaining({ kind: 'busy', sent: false, retryAfterS: 5 })])
})

it('gives turns to tenants in turn, however many one of them waits for', async () => {
  const turns = new Turns({ ...CAPS, vendor: 2, waiting: 10 })
  const a = await asked(turns, 'a', 8)
  const b = await asked(turns, 'b', 2)
  expect([a.ends.length, b.ends.length]).toEqual([2, 0])
  for (const end of a.ends.splice(0)) end()
  await settled()
  expect([a.ends.length, b.ends.length]).toEqual([1, 1])
})

it('does not wait for longer than it says, nor for who gave up', async () => {
  const turns = new Turns({ ...CAPS, waitMs: 1 })
  const a = await asked(turns, 'a', 3)
  await expect(turns.begin(SLOW, 'a', new AbortController().signal)).rejects.toMatchObject({ kind: 'busy' })
  const gone = new AbortController()
  const patient = new Turns(CAPS)
  const holding = await asked(patient, 'a', 3)
  const waiting = await new Asked(patient, 'a', gone.signal).ask(SLOW, 1)
  gone.abort(new Error('gone'))
  await settled()
  expect(waiting.refused).toEqual([new Error('gone')])
  for (const end of [...a.ends, ...holding.ends]) end()
  expect((await asked(patient, 'a', 3)).ends).toHaveLength(3)
})

it('a turn that is ended twice is ended once, and nothing is left of vendors that nobody asks', async () => {
  const turns = new Turns(CAPS)
  const a = await asked(turns, 'a', 1)
  a.ends[0]?.()
  a.ends[0]?.()
  expect((await asked(turns, 'a', 9)).ends).toHaveLength(3)
})
