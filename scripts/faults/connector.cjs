// Connector types for the fault runs, loaded the way an operator's own package is. Their vendors are on loopback.
const path = require('node:path')
const { BaseConnector, connector, noAuth, oauth2, path: at, tool, z } = require(
  path.resolve(__dirname, '../../dist/connectors/sdk'),
)

const text = z.strictObject({ text: z.string() })

function define(type, vendor, methods, auth = noAuth()) {
  class Type extends BaseConnector {}
  for (const [name, { effect, run }] of Object.entries(methods)) {
    Object.defineProperty(Type.prototype, name, {
      value(input) {
        return run.call(this, input)
      },
      configurable: true,
    })
    tool({ description: `Does ${name}.`, input: text, effect, scopes: [] })(
      Type.prototype,
      name,
      Object.getOwnPropertyDescriptor(Type.prototype, name),
    )
  }
  connector({
    type,
    title: type,
    description: 'A vendor that the run controls.',
    baseUrls: { api: vendor },
    auth: [auth],
  })(Type)
}

async function ask({ text }) {
  return (await this.http.get(at`/ask/${text}`)).body
}
async function store({ text }) {
  return (await this.http.post(at`/store/${text}`)).body
}
async function echo({ text }) {
  return { text }
}
async function big({ text }) {
  return { text: text.repeat(1_500_000) }
}

const { FAULT_GOOD = 'https://good.invalid', FAULT_BAD = 'https://bad.invalid' } = process.env
define('good', FAULT_GOOD, {
  ask: { effect: 'read', run: ask },
  store: { effect: 'write', run: store },
  echo: { effect: 'read', run: echo },
  big: { effect: 'read', run: big },
})
define('bad', FAULT_BAD, { ask: { effect: 'read', run: ask } })
define(
  'timed',
  FAULT_GOOD,
  { ask: { effect: 'read', run: ask } },
  oauth2({
    title: 'Account',
    addresses: { authorize: `${FAULT_GOOD}/authorize`, token: `${FAULT_GOOD}/token` },
    refresh: 'rotates',
    account: async () => ({ id: '1', name: 'one' }),
  }),
)
