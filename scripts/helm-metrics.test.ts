import { readFileSync } from 'node:fs'
import { pino } from 'pino'
import { Metrics } from '../server/observability/metrics'
import { readingsOf } from '../server/observability/readings'
import { Recorder } from '../server/observability/recorder'

const namesIn = (text: string) =>
  [...text.matchAll(/\bsagemcp_\w+/g)].map(([name]) => name.replace(/_(bucket|sum|count)$/, ''))

/** All that a server has to tell, by what it says of itself. There is nobody to look values up from. */
async function told(): Promise<Set<string>> {
  const log = pino({ level: 'silent' })
  const readings = readingsOf({} as never)
  const text = await new Metrics({ token: 'x', recorder: new Recorder(), readings, log }).text()
  return new Set([...text.matchAll(/^# TYPE (\w+)/gm)].map(([, name = '']) => name))
}

it.each(['helm/alerts.yaml', 'helm/dashboard.json', 'docs/telemetry.md'])(
  '%s speaks of metrics that the server tells, and of no others',
  async (file) => {
    const known = await told()
    // All of a process, where they are named together.
    const asked = namesIn(readFileSync(file, 'utf8')).filter((name) => !/_(nodejs|process)_$/.test(name))
    expect(asked).toContain('sagemcp_account_refreshes_total')
    expect(asked.filter((name) => !known.has(name))).toEqual([])
  },
)
