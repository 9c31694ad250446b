// The smallest connector type, loaded the way an operator's own package is.
const path = require('node:path')
const { BaseConnector, connector, noAuth, tool, z } = require(path.resolve(__dirname, '../../dist/connectors/sdk'))

class Bench extends BaseConnector {
  async echo({ text }) {
    return text
  }
}
tool({ description: 'Says the text again.', input: z.strictObject({ text: z.string() }), effect: 'read', scopes: [] })(
  Bench.prototype,
  'echo',
  Object.getOwnPropertyDescriptor(Bench.prototype, 'echo'),
)
connector({
  type: 'bench',
  title: 'Bench',
  description: 'An echo without a vendor.',
  baseUrls: { api: 'https://bench.invalid' },
  auth: [noAuth()],
})(Bench)
