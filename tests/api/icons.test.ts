import express from 'express'
import request from 'supertest'
import '../../connectors'
import { defaultRegistry } from '../../connectors/sdk'
import { iconFiles, Icons } from '../../server/connector-types/icons'
import { ConnectorTypes } from '../../server/connector-types/service'
import { type Api, openApi } from './harness'

let api: Api
beforeAll(async () => {
  api = await openApi()
})
afterAll(() => api.close())

const icons = new Icons(defaultRegistry)
const vendors = express().use(iconFiles(icons))
/** The test's own types are registered, too. */
const OURS = defaultRegistry
  .all()
  .map(({ type }) => type)
  .filter((type) => type !== 'depot' && type !== 'clock')
const at = (type: string) => `/api/v1/connector-types/${type}/icon.svg`

describe.each(OURS)('the picture of %s', (type) => {
  it('is drawn, and holds nothing that runs or loads', async () => {
    const { body, headers } = await request(vendors).get(at(type)).expect(200)
    const svg = (body as Buffer).toString('utf8')
    expect(headers['content-type']).toMatch(/^image\/svg\+xml/)
    expect(svg).toMatch(/^<svg [^>]*viewBox="0 0 24 24"/)
    expect(svg).not.toMatch(/<(script|foreignObject|image|use|style|a)\b|\son\w+=|href|url\(|<text/i)
  })

  it('is kept for ever under the address that the lists name', async () => {
    const { icon, provider, keywords, category } = new ConnectorTypes(defaultRegistry, icons).get(type)
    expect(icon).toMatch(new RegExp(`^${at(type)}\\?v=[0-9a-f]{12}$`))
    expect([provider, category, keywords]).toEqual([expect.any(String), expect.any(String), expect.any(Array)])
    const { headers } = await request(vendors).get(icon).expect(200)
    expect(headers['cache-control']).toBe('public, max-age=31536000, immutable')
    const other = await request(vendors)
      .get(`${at(type)}?v=000000000000`)
      .expect(200)
    expect(other.headers['cache-control']).toBe('public, max-age=3600')
  })
})

it('is there for seven types', () => expect(OURS).toHaveLength(7))

it('needs no key, and cannot run anything when it is opened by itself', async () => {
  const { headers } = await request(api.app).get(at('depot')).expect(200)
  expect(headers['content-security-policy']).toBe(
    "default-src 'none'; style-src 'unsafe-inline'; frame-ancestors 'none'; sandbox",
  )
  expect(headers['x-content-type-options']).toBe('nosniff')
})

it('is a letter for a type from elsewhere, and nothing for what is no type', async () => {
  const { body } = await request(api.app).get(at('depot')).expect(200)
  expect((body as Buffer).toString('utf8')).toContain('>D</text>')
  for (const type of ['missing', 'sdk', '..%2Fgithub', '%00']) await request(api.app).get(at(type)).expect(404)
})
