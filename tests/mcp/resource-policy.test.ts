import { GitHub } from '../../connectors/github'
import { startTestApp, type TestApp, withLab } from '../support/app'
import { answer, modern } from '../support/raw'

describe('a resource that gives what a tool gives', () => {
  let app: TestApp
  let url: string
  let key: string
  let connector: string
  const FILE = 'github://harbor-labs/lighthouse/contents/README.md'

  beforeAll(async () => {
    app = await startTestApp({ types: [GitHub] })
    await app.createTenant('acme')
    connector = (await app.addConnector('acme', { type: 'github' })).id
    key = (await app.createKey('acme')).key
    url = app.endpoint('acme')
  })
  afterAll(() => app.close())

  const templates = async () =>
    (answer(await modern(url, key, 'resources/templates/list')).result as { resourceTemplates: object[] })
      .resourceTemplates
  const read = async () => answer(await modern(url, key, 'resources/read', { uri: FILE })).error

  it('is there while the tool is', async () => {
    expect(await templates()).toHaveLength(1)
    // Offered, so the connector is asked, and says what it lacks.
    expect(await read()).toMatchObject({ code: -32_603, data: { code: 'connect_required' } })
  })

  it('goes with the tool, on every path', async () => {
    await app.setTool('acme', connector, 'github_get_file_content', false)
    expect(await templates()).toHaveLength(0)
    expect(await read()).toMatchObject({ code: -32_602 })
  })
})

test('reading resources and rendering prompts is limited like calling tools', async () => {
  const app = await startTestApp({ env: { SAGEMCP_CALLER_CALLS_PER_MINUTE: '3' } })
  try {
    const lab = await withLab(app)
    const read = () => modern(lab.url, lab.key, 'resources/read', { uri: 'lab://readme' })
    for (let i = 0; i < 3; i++) expect((await read()).status).toBe(200)
    const refused = await read()
    expect(refused.status).toBe(429)
    expect(Number(refused.headers['retry-after'])).toBeGreaterThan(0)
    expect((await modern(lab.url, lab.key, 'resources/list')).status).toBe(200)
  } finally {
    await app.close()
  }
})
