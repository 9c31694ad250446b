import { execFile } from 'node:child_process'
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { dirname, join } from 'node:path'
import { promisify } from 'node:util'
import { Client } from '@modelcontextprotocol/client'
import { StdioClientTransport } from '@modelcontextprotocol/client/stdio'
import { unzipSync } from 'fflate'
import { z } from 'zod'
import { startTestApp, type TestApp, withLab } from '../support/app'
import { member } from '../support/oauth'

/* The extension as Claude Desktop takes it: unpacked, read by its rules, filled in, started. */

const Launch = z.strictObject({
  command: z.literal('node'),
  args: z.array(z.string()),
  env: z.record(z.string(), z.string()),
})
/** The rules of the format, as far as this bundle uses it: other fields are refused by clients. */
const Manifest = z.strictObject({
  manifest_version: z.literal('0.3'),
  name: z.string().regex(/^[a-z0-9_-]+$/),
  display_name: z.string().min(1),
  version: z.string().regex(/^\d+\.\d+\.\d+/),
  description: z.string().min(1),
  author: z.strictObject({ name: z.string().min(1), url: z.url() }),
  homepage: z.url(),
  icon: z.string().endsWith('.png'),
  license: z.string(),
  server: z.strictObject({ type: z.literal('node'), entry_point: z.string(), mcp_config: Launch }),
  tools_generated: z.boolean(),
  prompts_generated: z.boolean(),
  compatibility: z.strictObject({
    platforms: z.array(z.enum(['darwin', 'win32', 'linux'])),
    runtimes: z.strictObject({ node: z.string() }),
  }),
  user_config: z.record(
    z.string(),
    z.strictObject({
      type: z.enum(['string', 'number', 'boolean', 'directory', 'file']),
      title: z.string().min(1),
      description: z.string().min(1),
      sensitive: z.boolean(),
      required: z.boolean(),
      default: z.string(),
    }),
  ),
})

const run = promisify(execFile)
const PATH = process.env.PATH ?? ''

let app: TestApp
let acme: Awaited<ReturnType<typeof withLab>>
let folder: string
beforeAll(async () => {
  folder = mkdtempSync(join(tmpdir(), 'sagemcp-mcpb-'))
  const bridgeFolder = join(folder, 'built')
  await run(process.execPath, [join(__dirname, '../../scripts/build-bridge.mjs'), bridgeFolder])
  app = await startTestApp({ bridgeFolder })
  acme = await withLab(app)
})
afterAll(async () => {
  await app?.close()
  rmSync(folder, { recursive: true, force: true })
})

const download = (query = '', headers: Record<string, string> = { authorization: `Bearer ${acme.key}` }) =>
  fetch(`${app.origin}/api/v1/admin/tenants/acme/bridge.mcpb${query}`, { headers })

async function unpacked(query = '') {
  const files = unzipSync(new Uint8Array(await (await download(query)).arrayBuffer()))
  const manifest = Manifest.parse(JSON.parse(Buffer.from(files['manifest.json'] ?? []).toString('utf8')))
  return { files, manifest }
}

let count = 0
/** Does what the client does: unpacks, fills the variables in and starts the program. */
async function start(query: string, key: string) {
  const { files, manifest } = await unpacked(query)
  const at = join(folder, `installed with a space ${(count += 1)}`)
  for (const [name, bytes] of Object.entries(files)) {
    mkdirSync(dirname(join(at, name)), { recursive: true })
    writeFileSync(join(at, name), bytes)
  }
  const fill = (text: string) => text.replaceAll('${__dirname}', at).replaceAll('${user_config.api_key}', key)
  const { args, env } = manifest.server.mcp_config
  const client = new Client({ name: 'desktop', version: '1.0.0' })
  await client.connect(
    new StdioClientTransport({
      command: process.execPath,
      args: args.map(fill),
      env: { PATH, HOME: folder, ...Object.fromEntries(Object.entries(env).map(([n, v]) => [n, fill(v)])) },
      stderr: 'pipe',
    }),
  )
  return client
}

test('keeps the rules of the format and asks for the key as a secret', async () => {
  const { files, manifest } = await unpacked()
  expect(Object.keys(files).sort()).toEqual(['icon.png', 'manifest.json', 'package.json', 'server/index.js'])
  expect(files[manifest.server.entry_point]?.length).toBeGreaterThan(10_000)
  expect(
    Buffer.from(files[manifest.icon] ?? [])
      .subarray(1, 4)
      .toString(),
  ).toBe('PNG')
  expect(manifest.name).toBe('sagemcp-acme')
  expect(manifest.server.mcp_config.args).toEqual([
    '${__dirname}/server/index.js',
    app.endpoint('acme').replace('http', 'ws'),
  ])
  expect(Object.values(manifest.user_config)).toEqual([
    expect.objectContaining({ type: 'string', sensitive: true, required: false, default: '' }),
  ])
  expect(JSON.stringify(manifest)).not.toContain(acme.key)
})

test.each([
  ['the whole tenant', '', 'sagemcp-acme.mcpb'],
  ['one connector', '?connector=lab', 'sagemcp-acme-lab.mcpb'],
])('its program serves a client on stdin and stdout: %s', async (_name, query, fileName) => {
  const reply = await download(query)
  expect(reply.headers.get('content-disposition')).toBe(`attachment; filename="${fileName}"`)
  expect(reply.headers.get('content-type')).toBe('application/octet-stream')
  const client = await start(query, acme.key)
  expect((await client.listTools()).tools.map(({ name }) => name)).toContain('lab_echo')
  await client.close()
})

test('a wrong key is refused in words', async () => {
  await expect(start('', `sk_${'a'.repeat(16)}_${'b'.repeat(43)}`)).rejects.toThrow(/refused this key/)
})

test('is the same to the byte each time, and another one for another endpoint', async () => {
  const bytes = async (query: string) => Buffer.from(await (await download(query)).arrayBuffer()).toString('base64')
  const [one, two, other] = [await bytes(''), await bytes(''), await bytes('?connector=lab')]
  expect(one).toBe(two)
  expect(other).not.toBe(one)
  expect(await bytes(`?connector=${acme.connectorId}`)).toBe(other)
})

test('is for whoever is in the tenant, at a browser too', async () => {
  const { browser } = await member(app, 'acme', 'ana')
  expect((await download('', { cookie: browser.cookieHeader('/') })).status).toBe(200)
  expect((await download('', {})).status).toBe(401)
  await app.createTenant('globex')
  const stranger = await member(app, 'globex', 'ben')
  expect((await download('', { cookie: stranger.browser.cookieHeader('/') })).status).toBe(404)
  expect((await download('?connector=missing')).status).toBe(404)
  expect((await download('?other=1')).status).toBe(400)
})

test('the snippet for configuration files runs the bridge from this server', async () => {
  const client = new Client({ name: 'desktop', version: '1.0.0' })
  const args = ['-y', `${app.origin}/downloads/sagemcp-bridge.tgz`, app.endpoint('acme').replace('http', 'ws')]
  const env = { PATH, HOME: folder, npm_config_cache: join(folder, 'npm'), SAGEMCP_KEY: acme.key }
  await client.connect(new StdioClientTransport({ command: 'npx', args, env, stderr: 'pipe', cwd: folder }))
  expect((await client.listTools()).tools.map(({ name }) => name)).toContain('lab_echo')
  await client.close()
})
