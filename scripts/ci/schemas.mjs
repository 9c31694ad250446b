// The official Inspector's strict check of the schemas that clients get, on all tools of all connector types that we ship: a
// tenant has one connector of each. The control is a connector with a schema that the check must refuse.
import assert from 'node:assert/strict'
import { mkdtempSync, readdirSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import path from 'node:path'
import { ADMIN_KEY, binOf, check, installed, makeTenant, newerNode, root, run, startServer } from './stack.mjs'

const version = '2.12.0'
/** What the Inspector ends with when a schema is refused. */
const UNPORTABLE = 6
const inspector = binOf(installed('@modelcontextprotocol/inspector', version), 'mcp-inspector')
const node = newerNode()

const folders = readdirSync(path.join(root, 'connectors'), { withFileTypes: true })
const shipped = folders.filter((each) => each.isDirectory() && each.name !== 'sdk').map(({ name }) => name)
const home = mkdtempSync(path.join(tmpdir(), 'sagemcp-schemas-'))
const server = await startServer('conformance/index.js')

try {
  const expected = await toolCount()
  const all = await makeTenant(server, 'all', shipped)
  for (const era of ['legacy', 'modern']) {
    await check(`Inspector CLI ${version} --strict, ${era}`, async () => {
      const { code, tools, findings } = await strict(all, era)
      const errors = findings.filter(({ severity }) => severity === 'error').map(said)
      assert.deepEqual({ code, errors, tools: tools.length }, { code: 0, errors: [], tools: expected })
      const warned = findings.map(({ rule }) => rule)
      const tally = [...new Set(warned)].map((rule) => `${warned.filter((each) => each === rule).length} × ${rule}`)
      return `${tools.length} tools of ${shipped.length} types, no errors; warnings: ${tally.join(', ') || 'none'}`
    })
  }
  await check(`Inspector CLI ${version} --strict, a schema that few clients take`, async () => {
    const { code, findings } = await strict(await makeTenant(server, 'control', ['unportable']), 'modern')
    const found = findings.map(said)
    assert.deepEqual(
      { code, found },
      { code: UNPORTABLE, found: ['error: unportable_take, inputSchema.properties.anything: boolean-schema'] },
    )
    return `it is refused as it must be; exit ${code}`
  })
} finally {
  await server.stop()
  rmSync(home, { recursive: true, force: true })
}
if (server.log() !== '') console.log(`the server logged:\n${server.log()}`)

async function toolCount() {
  const headers = { authorization: `Bearer ${ADMIN_KEY}` }
  const reply = await fetch(`${server.origin}/api/v1/admin/connector-types`, { headers })
  const { items } = await reply.json()
  const ours = items.filter(({ type }) => shipped.includes(type))
  return ours.reduce((sum, { toolCount }) => sum + toolCount, 0)
}

function said({ severity, tool, schema, path: at, rule }) {
  return `${severity}: ${tool}, ${schema}.${at}: ${rule}`
}

/** Warnings are findings, too, though the Inspector does not fail for them. */
async function strict({ key, url }, era) {
  const target = [url, '--transport', 'http', '--protocol-era', era, '--header', `Authorization: Bearer ${key}`]
  const args = ['--cli', ...target, '--method', 'tools/list', '--strict', '--format', 'json', '-q']
  const { code, output } = await run(node, [inspector, ...args], { env: { HOME: home }, cwd: home, seconds: 120 })
  const line = output.split('\n').find((each) => each.startsWith('{"result"'))
  assert.ok(line, output)
  const { result, schemaFindings = [] } = JSON.parse(line)
  const findings = schemaFindings.flatMap(({ toolName: tool, findings }) => findings.map((each) => ({ ...each, tool })))
  return { code, tools: result.tools, findings }
}
