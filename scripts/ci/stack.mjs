// What the runners of other people's programs share: their tools, the built server, and a tenant on it.
import { spawn, spawnSync } from 'node:child_process'
import {
  existsSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs'
import { createRequire } from 'node:module'
import { tmpdir } from 'node:os'
import path from 'node:path'
import { ADMIN_KEY, root, startPair, startProcess } from './processes.mjs'

export { ADMIN_KEY, root }

const require = createRequire(import.meta.url)
const tools = path.join(root, '.cache/ci-tools')
const MINIMUM_NODE = [22, 19]

/** The folder of an exact version of a package. Installed once, outside the lockfile: these are no part of the product. */
export function installed(name, version) {
  const prefix = path.join(tools, `${name.replaceAll('/', '+')}-${version}`)
  const folder = path.join(prefix, 'node_modules', name)
  if (!existsSync(path.join(folder, 'package.json'))) {
    mkdirSync(prefix, { recursive: true })
    writeFileSync(path.join(prefix, 'package.json'), '{"private":true}\n')
    const args = ['install', '--ignore-scripts', '--no-audit', '--no-fund', '--prefix', prefix, `${name}@${version}`]
    const { status, stderr } = spawnSync('npm', args, { encoding: 'utf8' })
    if (status !== 0) throw new Error(`npm could not install ${name}@${version}:\n${stderr}`)
  }
  return folder
}

/** A Node that is new enough for these tools: this one, or one from npm. */
export function newerNode() {
  const [major, minor] = process.versions.node.split('.').map(Number)
  if (major > MINIMUM_NODE[0] || (major === MINIMUM_NODE[0] && minor >= MINIMUM_NODE[1])) return process.execPath
  return path.join(installed(`node-${process.platform}-${process.arch}`, '24.21.0'), 'bin/node')
}

/** Connector types of the tests, compiled to a folder where they share the built server's SDK. Gives the file to load. */
export function compiledTestTypes(folder, entry) {
  const { transformFileSync } = require('@swc/core')
  const { options } = require('../swc.cjs')
  const source = path.join(root, 'tests/support')
  symlinkSync(path.join(root, 'dist/connectors'), path.join(folder, 'connectors'))
  for (const file of readdirSync(source, { recursive: true, encoding: 'utf8' })) {
    if (!/^(conformance\/[^/]+|lab)\.ts$/.test(file)) continue
    const target = path.join(folder, 'tests/support', file.replace(/\.ts$/, '.js'))
    mkdirSync(path.dirname(target), { recursive: true })
    writeFileSync(target, transformFileSync(path.join(source, file), options()).code)
  }
  return path.join(folder, 'tests/support', entry)
}

/**
 * Starts the built server with the test types in `entry` and an empty embedded database; `preload` is run in it beforehand. With
 * CI_TWO_PROCESSES, the address of a PostgreSQL server, it is two of them on a new database there, behind a plain proxy.
 */
export async function startServer(entry, { preload } = {}) {
  const folder = mkdtempSync(path.join(tmpdir(), 'sagemcp-ci-'))
  const env = {
    SAGEMCP_DATA_DIR: path.join(folder, 'data'),
    SAGEMCP_CONNECTOR_PACKAGES: compiledTestTypes(folder, entry),
    SAGEMCP_CALLER_CALLS_PER_MINUTE: '100000',
    SAGEMCP_TENANT_CALLS_PER_MINUTE: '100000',
  }
  const args = preload === undefined ? [] : ['--require', preload]
  const shared = process.env.CI_TWO_PROCESSES
  const server = await (shared ? startPair(shared, { env, args }) : startProcess({ env, args }))
  return {
    origin: server.origin,
    port: server.port,
    log: server.log,
    create: (address, body) => create(server.origin, address, body),
    async stop() {
      await server.stop()
      rmSync(folder, { recursive: true, force: true })
    },
  }
}

/** Over the admin API. */
export async function create(origin, address, body) {
  const reply = await fetch(`${origin}/api/v1/admin${address}`, {
    method: 'POST',
    headers: { authorization: `Bearer ${ADMIN_KEY}`, 'content-type': 'application/json' },
    body: JSON.stringify(body),
  })
  const text = await reply.text()
  if (!reply.ok) throw new Error(`POST ${address} answered ${reply.status}: ${text}`)
  return JSON.parse(text)
}

/** A tenant with one connector of each type, and a user's key, all made as an admin makes them. */
export async function makeTenant(server, slug, types) {
  await server.create('/tenants', { slug, name: slug })
  for (const type of types) await server.create(`/tenants/${slug}/connectors`, { type, name: type })
  const { key } = await server.create(`/tenants/${slug}/api-keys`, { name: 'ci', scope: 'tenant_user' })
  return { key, url: `${server.origin}/api/v1/${slug}/mcp` }
}

/** Does one thing and prints a line about it: what it gives, or why it failed, and then the whole run fails. */
export async function check(name, work) {
  try {
    console.log(`ok   ${name}: ${await work()}`)
  } catch (error) {
    process.exitCode = 1
    console.log(`FAIL ${name}: ${error.message}`)
  }
}

/** Runs a program to its end. `watch` sees what it has written so far, whenever there is more. */
export function run(command, args, { env = {}, cwd = root, seconds = 300, input, watch } = {}) {
  return new Promise((resolve, reject) => {
    const child = spawn(command, args, { cwd, env: { PATH: process.env.PATH, ...env }, timeout: seconds * 1_000 })
    let output = ''
    const take = (chunk) => {
      output += chunk
      watch?.(output)
    }
    child.stdout.on('data', take)
    child.stderr.on('data', take)
    child.on('error', reject)
    child.on('close', (code, signal) =>
      resolve({ code: code ?? 1, output: signal ? `${output}\nended by ${signal}` : output }),
    )
    child.stdin.end(input)
  })
}

/** The script that a package gives this name. */
export function binOf(folder, name) {
  const { bin } = JSON.parse(readFileSync(path.join(folder, 'package.json'), 'utf8'))
  return path.join(folder, typeof bin === 'string' ? bin : bin[name])
}
