import { pino } from 'pino'
import { Metrics } from './metrics'
import type { Reading } from './readings'
import { Recorder } from './recorder'

async function told(...readings: Reading[]) {
  const lines: string[] = []
  const log = pino({}, { write: (line: string) => void lines.push(line) })
  const metrics = new Metrics({ token: undefined, recorder: new Recorder(), readings, log })
  const text = metrics.text()
  await jest.advanceTimersByTimeAsync(3_000)
  return { samples: (await text).split('\n').filter((line) => line.startsWith('sagemcp_x')), lines }
}

beforeEach(() => jest.useFakeTimers())
afterEach(() => jest.useRealTimers())

const reading = (name: string, labels: string[], read: Reading['read']): Reading => ({ name, help: 'X.', labels, read })

it('looks up what is wanted when it is wanted', async () => {
  const { samples } = await told(
    reading('sagemcp_x_one', [], () => [{ values: [], value: 7 }]),
    reading('sagemcp_x_total', ['a', 'b'], async () => [{ values: ['1', 'say "\\\n"'], value: 3 }]),
  )
  expect(samples).toEqual(['sagemcp_x_one 7', String.raw`sagemcp_x_total{a="1",b="say \"\\\n\""} 3`])
})

it('leaves out what it cannot learn, and says no zero instead', async () => {
  const { samples, lines } = await told(
    reading('sagemcp_x_gone', [], () => Promise.reject(new Error('no database'))),
    reading('sagemcp_x_late', [], () => new Promise(() => {})),
    reading('sagemcp_x_none', [], () => []),
    reading('sagemcp_x_there', [], () => [{ values: [], value: 1 }]),
  )
  expect(samples).toEqual(['sagemcp_x_there 1'])
  expect(lines.map((line) => (JSON.parse(line) as { metric: string }).metric)).toEqual([
    'sagemcp_x_gone',
    'sagemcp_x_late',
  ])
})
