import { BaseConnector, connector, noAuth } from '../../connectors/sdk'
import { startTestApp } from '../support/app'
import { Lab } from '../support/lab'
import { answer, modern } from '../support/raw'

let broken = false

@connector({
  type: 'moody',
  title: 'Moody',
  description: 'Does not always say what it offers.',
  baseUrls: { default: 'https://moody.invalid' },
  auth: [noAuth()],
})
class Moody extends BaseConnector {
  override async getTools(): Promise<never[]> {
    if (broken) throw new Error('not today')
    return []
  }
}

test('a connector that cannot say what it offers takes nothing from the others of its tenant', async () => {
  const app = await startTestApp({ types: [Lab, Moody] })
  try {
    await app.createTenant('acme')
    await app.addConnector('acme', { type: 'lab' })
    await app.addConnector('acme', { type: 'moody' })
    const { key } = await app.createKey('acme')
    broken = true
    const { result } = answer(await modern(app.endpoint('acme'), key, 'tools/list'))
    const tools = (result?.tools ?? []) as { name: string }[]
    expect(tools.map((tool) => tool.name)).toContain('lab_echo')
  } finally {
    await app.close()
  }
})
