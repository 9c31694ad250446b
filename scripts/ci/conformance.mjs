// Runs the official MCP suite against the built server, through the normal pipeline with authentication on.
// The suite cannot send a key, so a loopback shim adds it and changes nothing else. Its authorization-server mode needs no shim:
// it meets the real sign-in and consent pages.
import { mkdirSync, readFileSync, writeFileSync } from 'node:fs'
import http from 'node:http'
import path from 'node:path'
import { authorizationSuite } from './authorization-suite.mjs'
import { binOf, installed, makeTenant, newerNode, root, run, startServer } from './stack.mjs'

const RUNS = [
  { version: '0.1.16' },
  { version: '0.2.0-alpha.12', revision: '2025-11-25' },
  { version: '0.2.0-alpha.12', revision: '2026-07-28' },
]

const AUTHORIZATION = '0.2.0-alpha.12'

const reports = path.join(root, '.cache/conformance')
const only = process.argv[2]

const server = await startServer('conformance/index.js')
let failed = false
try {
  const { key, url } = await makeTenant(server, 'acme', ['test', 'json'])
  const unauthorized = await fetch(url, { method: 'POST', body: '{}' })
  if (unauthorized.status !== 401)
    throw new Error(`without a key the endpoint answered ${unauthorized.status}, not 401`)
  const shim = await startShim(server.port, key)
  const node = newerNode()
  mkdirSync(reports, { recursive: true })
  const address = `http://127.0.0.1:${shim.port}${new URL(url).pathname}`
  for (const { version, revision } of RUNS) {
    const name = revision === undefined ? version : `${version} --requirements ${revision}`
    if (only !== undefined && !name.includes(only)) continue
    const folder = installed('@modelcontextprotocol/conformance', version)
    const args = ['server', '--url', address, ...(revision === undefined ? [] : ['--requirements', revision])]
    const ended = await run(node, [binOf(folder, 'conformance'), ...args], { seconds: 600 })
    const required = revision === undefined ? undefined : requirements(folder, revision)
    failed = !judge(name, { ...ended, required }) || failed
  }
  failed = !(await authorization(server, url, node)) || failed
  shim.close()
} finally {
  await server.stop()
}
if (server.log() !== '') console.log(`the server logged:\n${server.log()}`)
process.exitCode = failed ? 1 : 0

/** The scenarios that a revision requires of a server, from the list that the suite froze. The others run unscored. */
function requirements(folder, revision) {
  const lines = readFileSync(path.join(folder, 'requirements', `${revision}.yaml`), 'utf8').split('\n')
  const rest = lines.slice(lines.indexOf('server:') + 1)
  const end = rest.findIndex((line) => /^\w/.test(line))
  return rest.slice(0, end).flatMap((line) => /^ {2}- (\S+)/.exec(line)?.[1] ?? [])
}

/** The control is the same run with a person who refuses: it must fail. */
async function authorization(server, resource, node) {
  const name = `${AUTHORIZATION} authorization`
  if (only !== undefined && !name.includes(only)) return true
  const folder = installed('@modelcontextprotocol/conformance', AUTHORIZATION)
  const suite = (person, decision) => authorizationSuite({ server, resource, folder, node, name: person, decision })
  const passed = judge(name, await suite('ada', 'allow'))
  const { code, output } = await suite('ben', 'refuse')
  const control = code !== 0 && output.includes('✗ authorization-code-grant: 0 passed, 1 failed')
  console.log(`${control ? 'ok  ' : 'FAIL'} ${name}, with a person who refuses: it fails as it must; exit ${code}`)
  if (!control) console.log(output)
  return passed && control
}

/** The exit code is not enough: a run that selected nothing exits with 0 too. So every required scenario must be seen to pass. */
function judge(name, { code, output, required }) {
  const file = path.join(reports, `${name.replaceAll(/[^\w.]+/g, '-')}.txt`)
  const report = path.relative(root, file)
  writeFileSync(file, output)
  const found = new Map()
  for (const [, scenario, passed, failed] of output.matchAll(/^[✓✗] (\S+): (\d+) passed, (\d+) failed/gm)) {
    found.set(scenario, { passed: Number(passed), failed: Number(failed) })
  }
  const scored = required ?? [...found.keys()]
  const sum = (scenarios, what) => scenarios.reduce((total, each) => total + (found.get(each)?.[what] ?? 0), 0)
  const unscored = [...found.keys()].filter((each) => !scored.includes(each))
  const broken = scored.filter((each) => !found.has(each) || found.get(each).failed > 0 || found.get(each).passed === 0)
  const warnings = new Set(output.match(/^.*\bWARNING\b.*$/gm)).size
  const good = code === 0 && broken.length === 0 && sum(scored, 'passed') > 0
  console.log(
    `${good ? 'ok  ' : 'FAIL'} ${name}: ${scored.length} scenarios, ${sum(scored, 'passed')} passed, ` +
      `${sum(scored, 'failed')} failed, ${warnings} warnings; not scored: ${sum(unscored, 'passed')} passed, ` +
      `${sum(unscored, 'failed')} failed; exit ${code} (${report})`,
  )
  if (!good) console.log(`not passed: ${broken.join(', ') || 'nothing was selected'}`)
  return good
}

async function startShim(target, key) {
  const shim = http.createServer((request, response) => {
    const headers = { ...request.headers, authorization: `Bearer ${key}` }
    const { method, url } = request
    const onward = http.request({ host: '127.0.0.1', port: target, method, path: url, headers }, (reply) => {
      response.writeHead(reply.statusCode, reply.headers)
      response.flushHeaders()
      reply.pipe(response)
    })
    onward.on('error', () => response.destroy())
    response.on('close', () => onward.destroy())
    request.pipe(onward)
  })
  await new Promise((resolve) => shim.listen(0, '127.0.0.1', resolve))
  return { port: shim.address().port, close: () => shim.closeAllConnections() || shim.close() }
}
