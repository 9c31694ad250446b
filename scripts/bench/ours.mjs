// SageMCP as an operator starts it, with everything on: key, tenant, access rules, validation, limits (set so high that no call
// is refused), the usage record, metrics. Tenants, connectors and keys are made over the admin API.
import { randomBytes } from 'node:crypto'
import { mkdtempSync, rmSync } from 'node:fs'
import http from 'node:http'
import { tmpdir } from 'node:os'
import path from 'node:path'
import { setTimeout as wait } from 'node:timers/promises'
import { freePort } from '../free-port.cjs'
import { settled, startServer, stop } from './processes.mjs'

/** The admin API allows each key 1,200 requests at once, then 20 a second. */
const REQUESTS_PER_KEY = 1_000
const AT_ONCE = 16

/**
 * `connectors` of each tenant: types with their configuration. `vendors`: what they may reach on this machine. The server starts anew
 * after tenants were made, as one that has had them for long: what their making left in memory is no part of a call.
 */
export async function startOurs({ connectors, tenants = 1, vendors = [], node = [], start = startServer }) {
  const dataDir = mkdtempSync(path.join(tmpdir(), 'sagemcp-bench-'))
  const port = await freePort()
  const admin = `sk_bench_${randomBytes(24).toString('hex')}`
  const options = {
    node,
    env: {
      PATH: process.env.PATH,
      PORT: String(port),
      NODE_ENV: 'production',
      SAGEMCP_SECRET_KEYS: `bench:${randomBytes(32).toString('base64')}`,
      LOG_LEVEL: 'error',
      SAGEMCP_DATA_DIR: dataDir,
      SAGEMCP_BOOTSTRAP_ADMIN_KEY: admin,
      SAGEMCP_METRICS_TOKEN: randomBytes(24).toString('hex'),
      SAGEMCP_CONNECTOR_PACKAGES: path.join(import.meta.dirname, 'connector.cjs'),
      SAGEMCP_ALLOWED_PRIVATE_HOSTS: vendors.join(','),
      SAGEMCP_CALLER_CALLS_PER_MINUTE: '10000000',
      SAGEMCP_TENANT_CALLS_PER_MINUTE: '10000000',
      SAGEMCP_MAX_STREAMS_PER_TENANT: '1000000',
    },
  }
  let child
  const begin = async () => {
    child = start('../../dist/server/main.js', options)
    child.stdout.resume()
    await isReady(child, `http://127.0.0.1:${port}/health/ready`)
  }
  const api = new AdminApi(`http://127.0.0.1:${port}/api/v1/admin`, admin)
  const close = async () => {
    api.agent.destroy()
    await stop(child)
    rmSync(dataDir, { recursive: true, force: true })
  }
  try {
    await begin()
    const targets = await addTenants(api, tenants, connectors)
    const server = {
      child,
      close,
      targets: targets.map((target) => withAddresses(port, target)),
      async restart() {
        await settled(child)
        await stop(child)
        await begin()
        await settled(child)
        server.child = child
      },
    }
    await server.restart()
    return server
  } catch (error) {
    await close()
    throw error
  }
}

const withAddresses = (port, { slug, key, tools }) => {
  const address = `//127.0.0.1:${port}/api/v1/${slug}/mcp`
  return { url: `http:${address}`, ws: `ws:${address}`, key, tools }
}

async function isReady(child, url) {
  for (let i = 0; i < 900; i++) {
    const isUp = await fetch(url).then(
      (reply) => reply.ok,
      () => false,
    )
    if (isUp) return
    if (child.exitCode !== null) break
    await wait(100)
  }
  throw new Error('the server did not start')
}

async function addTenants(api, tenants, connectors) {
  const requests = tenants * (connectors.length + 2)
  for (let i = 0; i < requests / REQUESTS_PER_KEY; i++)
    api.keys.push((await api.post('/api-keys', { name: 'bench' })).key)
  const made = []
  let next = 0
  const worker = async () => {
    while (next < tenants) {
      const i = next++
      made[i] = await addTenant(api, `bench-${i}`, connectors)
    }
  }
  await Promise.all(Array.from({ length: Math.min(AT_ONCE, tenants) }, worker))
  return made
}

async function addTenant(api, slug, connectors) {
  const tools = []
  await api.post('/tenants', { slug, name: slug })
  for (const { type, tool, configuration } of connectors) {
    const made = await api.post(`/tenants/${slug}/connectors`, {
      type,
      name: type,
      ...(configuration && { configuration }),
    })
    tools.push(`${made.slug}_${tool}`)
  }
  const { key } = await api.post(`/tenants/${slug}/api-keys`, { name: 'bench', scope: 'tenant_user' })
  return { slug, key, tools }
}

class AdminApi {
  agent = new http.Agent({ keepAlive: true, maxSockets: AT_ONCE })
  /** Used in turn. */
  keys
  #turn = 0

  constructor(base, key) {
    this.base = base
    this.keys = [key]
  }

  post(at, body) {
    const key = this.keys[this.#turn++ % this.keys.length]
    const headers = { authorization: `Bearer ${key}`, 'content-type': 'application/json' }
    return new Promise((resolve, reject) => {
      const req = http.request(this.base + at, { method: 'POST', agent: this.agent, headers }, (res) => {
        let text = ''
        res.setEncoding('utf8').on('data', (chunk) => (text += chunk))
        res.on('end', () =>
          res.statusCode === 201 ? resolve(JSON.parse(text)) : reject(new Error(`${at}: ${res.statusCode} ${text}`)),
        )
      })
      req.on('error', reject)
      req.end(JSON.stringify(body))
    })
  }
}
