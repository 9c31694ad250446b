// Two small connector types, loaded the way an operator's own package is.
const path = require('node:path')
const { BaseConnector, connector, declareTool, noAuth, path: at, tool, z } = require(
  path.resolve(__dirname, '../../dist/connectors/sdk'),
)

const add = (type, method, declaration) =>
  tool(declaration)(type.prototype, method, Object.getOwnPropertyDescriptor(type.prototype, method))

/** A tool that answers by itself, and one that asks a vendor. */
class Bench extends BaseConnector {
  async echo({ text }) {
    return text
  }

  async relay({ text }) {
    const { body } = await this.http.post(at`/mcp`, { body: { id: 1, params: { arguments: { text } } } })
    return body.result.content[0].text
  }
}
const Echo = declareTool({
  description: 'Says the text again.',
  input: z.strictObject({ text: z.string() }),
  effect: 'read',
  scopes: [],
})
add(Bench, 'echo', Echo)
add(Bench, 'relay', Echo)
connector({
  type: 'bench',
  title: 'Bench',
  description: 'An echo, with and without a vendor.',
  baseUrls: { api: 'https://bench.invalid' },
  auth: [noAuth()],
})(Bench)

/** Two hundred tools of the size that tools have. */
class Many extends BaseConnector {}
for (let i = 0; i < 200; i++) {
  const method = `tool${i}`
  Object.defineProperty(Many.prototype, method, { value: async () => null, configurable: true })
  add(Many, method, {
    description: `Lists the things of place ${i}, the newest first. Goes on with next_cursor where there are more than fit.`,
    input: z.strictObject({
      place: z.string().describe('The name of the place, as its address shows it.'),
      state: z.enum(['open', 'closed', 'all']).default('open').describe('Only those in this state.'),
      limit: z.int().min(1).max(100).default(20).describe('How many at most.'),
      cursor: z.string().optional().describe('Where to go on, from the page before.'),
    }),
    effect: 'read',
    scopes: [],
  })
}
connector({
  type: 'many',
  title: 'Many',
  description: 'A long list of tools.',
  baseUrls: { api: 'https://bench.invalid' },
  auth: [noAuth()],
})(Many)
