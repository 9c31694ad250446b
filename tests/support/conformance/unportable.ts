import { BaseConnector, connector, content, noAuth, type RawSchema, tool } from '../../../connectors/sdk'

/** Right in the dialect, and yet lost on clients that expect an object for each field. */
const BARE: RawSchema = { jsonSchema: { type: 'object', properties: { anything: true } } }

/** For the check that finds such a schema; see scripts/ci/schemas.mjs. */
@connector({
  type: 'unportable',
  title: 'Schema that few clients take',
  description: 'A tool that a strict client refuses.',
  baseUrls: { default: 'https://fixtures.invalid' },
  auth: [noAuth()],
})
export class UnportableFixture extends BaseConnector {
  @tool({ name: 'take', description: 'Takes anything.', input: BARE, effect: 'read', scopes: [] })
  async take(input: Readonly<Record<string, unknown>>) {
    return content([{ type: 'text', text: `Received ${Object.keys(input).length} fields.` }])
  }
}
