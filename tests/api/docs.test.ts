import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import path from 'node:path'
import express from 'express'
import request from 'supertest'
import { webFiles } from '../../server/http/static'
import { type Api, openApi } from './harness'

type Json = Record<string, unknown>

let api: Api
beforeAll(async () => {
  api = await openApi()
})
afterAll(() => api.close())

describe('the OpenAPI document', () => {
  it('describes every endpoint with its permission, and nothing else', async () => {
    const { body } = await request(api.app).get('/api/openapi.json').expect(200)
    expect(body.openapi).toBe('3.1.0')
    const described = Object.entries(body.paths as Record<string, Json>).flatMap(([p, methods]) =>
      Object.keys(methods).map((method) => `${method.toUpperCase()} ${p.replace(/\{(\w+)\}/g, ':$1')}`),
    )
    expect(described.sort()).toEqual(api.endpoints.map((e) => `${e.method} ${e.path}`).sort())
    const operations = Object.values(body.paths as Record<string, Record<string, Json>>).flatMap(Object.values)
    expect(new Set(operations.map((o) => o.operationId)).size).toBe(operations.length)
    for (const endpoint of api.endpoints) {
      const found = body.paths[endpoint.path.replace(/:(\w+)/g, '{$1}')][endpoint.method.toLowerCase()]
      expect(found.description).toContain(endpoint.permission)
      const inPath = (found.parameters ?? []).filter((p: Json) => p.in === 'path').map((p: Json) => p.name)
      expect(inPath).toEqual([...endpoint.path.matchAll(/:(\w+)/g)].map(([, name]) => name))
    }
  })

  it('refers only to shapes that it holds', async () => {
    const { body, text } = await request(api.app).get('/api/openapi.json')
    const references = [...text.matchAll(/"\$ref":"([^"]+)"/g)].map(([, ref]) => ref as string)
    expect(references.length).toBeGreaterThan(20)
    for (const ref of references) {
      expect(ref).toMatch(/^#\/components\/schemas\//)
      expect(body.components.schemas).toHaveProperty(ref.split('/').pop() as string)
    }
    expect(body.components.schemas.Tenant.required).toContain('mcpUrl')
    expect(body.components.schemas.CreateConnector.required).toEqual(['type', 'name'])
  })
})

it('is readable as a page that needs no script and nothing from elsewhere', async () => {
  const { text, headers } = await request(api.app).get('/api/docs').expect(200)
  expect(headers['content-type']).toMatch(/text\/html/)
  for (const endpoint of api.endpoints) expect(text).toContain(endpoint.summary)
  expect(text).not.toMatch(/<script|style=|onclick|https?:\/\//)
  const targets = [...text.matchAll(/href="#([^"]+)"/g)].map(([, id]) => id)
  for (const id of targets) expect(text).toContain(`id="${id}"`)
  expect((await request(api.app).get('/api/docs.css').expect(200)).headers['content-type']).toMatch(/text\/css/)
})

it('has a policy that allows no inline script or style, and holds none', async () => {
  const { text, headers } = await request(api.app).get('/api/docs').expect(200)
  const policy = Object.fromEntries(
    String(headers['content-security-policy'])
      .split(';')
      .map((each) => each.trim().split(' '))
      .map(([name, ...sources]) => [name, sources.join(' ')]),
  )
  expect(policy).toMatchObject({
    'default-src': "'self'",
    'script-src': "'self'",
    'style-src': "'self'",
    'connect-src': "'self'",
    'object-src': "'none'",
    'base-uri': "'none'",
    'frame-ancestors': "'none'",
  })
  const tags = [...text.matchAll(/<([a-z][a-z0-9]*)((?:\s+[a-z-]+(?:="[^"]*")?)*)\s*>/g)]
  // Nothing that begins like a tag escapes the look below.
  expect(tags).toHaveLength([...text.matchAll(/<(?![/!])/g)].length)
  expect(
    tags.map(([, tag]) => tag).filter((tag) => ['script', 'style', 'iframe', 'object', 'base'].includes(tag ?? '')),
  ).toEqual([])
  const attributes = tags.flatMap(([, , rest = '']) => [...rest.matchAll(/([a-z-]+)(?:="([^"]*)")?/g)])
  expect(
    attributes.filter(
      ([, name = '', value = '']) => name === 'style' || name.startsWith('on') || /^\s*javascript:/i.test(value),
    ),
  ).toEqual([])
  const loaded = [...text.matchAll(/<link[^>]*href="([^"]*)"/g)].map(([, href]) => href)
  expect(loaded).toEqual(['/api/docs.css'])
})

describe('the files of the web app', () => {
  const folder = mkdtempSync(path.join(tmpdir(), 'sagemcp-web-'))
  const app = express()
    .use(webFiles(folder))
    .use((_req, res) => void res.status(404).end())
  beforeAll(() => {
    mkdirSync(path.join(folder, 'assets'))
    writeFileSync(path.join(folder, 'index.html'), '<!doctype html><title>app</title>')
    writeFileSync(path.join(folder, 'assets', 'index-abc.js'), 'run()')
  })
  afterAll(() => rmSync(folder, { recursive: true }))

  it('are kept for ever when their name has a hash, and asked for again when not', async () => {
    expect((await request(app).get('/assets/index-abc.js').expect(200)).headers['cache-control']).toBe(
      'public, max-age=31536000, immutable',
    )
    expect((await request(app).get('/').set('Accept', 'text/html').expect(200)).headers['cache-control']).toBe(
      'no-cache',
    )
  })

  it('answer a page of the app at any address that a browser opens, and only there', async () => {
    const page = (at: string, accept = 'text/html') => request(app).get(at).set('Accept', accept)
    expect((await page('/tenants/acme/connectors')).text).toContain('<title>app</title>')
    for (const at of ['/api/nothing', '/health/nothing', '/downloads/x', '/assets/missing.js'])
      await page(at).expect(404)
    await page('/tenants/acme', 'application/json').expect(404)
    await request(app).post('/tenants').set('Accept', 'text/html').expect(404)
    await page('/../../etc/passwd', 'application/json').expect(404)
  })
})
