import { readdirSync, readFileSync } from 'node:fs'
import path from 'node:path'
import { collectDefaultMetrics, Registry } from 'prom-client'

const FOLDER = 'server/observability'

/** What alerts and dashboard ask for and the server does not tell yet. An alert on such a name never rings: the list must get empty. */
const AWAITED = [
  'sagemcp_backups_total',
  'sagemcp_connector_validations_total',
  'sagemcp_db_pool_connections',
  'sagemcp_db_pool_limit',
  'sagemcp_http_request_duration_seconds',
  'sagemcp_http_requests_total',
  'sagemcp_sessions',
  'sagemcp_tool_call_duration_seconds',
  'sagemcp_tool_calls_total',
  'sagemcp_vendor_request_duration_seconds',
]

const namesIn = (text: string) =>
  [...text.matchAll(/\bsagemcp_\w+/g)].map(([name]) => name.replace(/_(bucket|sum|count)$/, ''))

function told(): Set<string> {
  const register = new Registry()
  collectDefaultMetrics({ register, prefix: 'sagemcp_' })
  const standard = register.getMetricsAsArray().map(({ name }) => name)
  register.clear()
  const source = readdirSync(FOLDER)
    .filter((file) => file.endsWith('.ts') && !file.endsWith('.test.ts'))
    .map((file) => readFileSync(path.join(FOLDER, file), 'utf8').replaceAll('${PREFIX}', 'sagemcp_'))
  return new Set([...standard, ...source.flatMap(namesIn)])
}

it('asks only for metrics that the server tells', () => {
  const known = told()
  const asked = [
    ...new Set(['helm/alerts.yaml', 'helm/dashboard.json'].flatMap((file) => namesIn(readFileSync(file, 'utf8')))),
  ]
  expect(asked).toContain('sagemcp_account_refreshes_total')
  expect(asked.filter((name) => !known.has(name)).sort()).toEqual(AWAITED)
})
