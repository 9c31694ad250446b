// The vendors' own SDKs and our tools against the same stand-ins: for the same thing they must send the same requests. The SDKs
// are installed here, at exact versions, and are no dependencies of the product. The control of each flow is a call of our tool
// with one argument changed, which must be told apart.
import assert from 'node:assert/strict'
import { createRequire } from 'node:module'
import path from 'node:path'
import { pathToFileURL } from 'node:url'
import { github } from './oracle/github.mjs'
import { linear } from './oracle/linear.mjs'
import { notion } from './oracle/notion.mjs'
import { slack } from './oracle/slack.mjs'
import { support } from './oracle/support.mjs'
import { differing, seen } from './oracle/wire.mjs'
import { check, installed } from './stack.mjs'

const { VendorCaller } = support('caller.ts')
const TOKEN = 'token-a'
/** How long the lists are; each flow asks for less at a time. */
const ITEMS = 45

const only = process.argv[2]
for (const vendor of [github, slack, notion, linear]) if (only === undefined || only === vendor.type) await ask(vendor)

async function ask({ type, sdk: { name, version }, start, client, flows, ...rules }) {
  const folder = installed(name, version)
  const file = createRequire(path.join(folder, 'package.json')).resolve(name)
  const sdk = await import(pathToFileURL(file))
  const fake = await start({ [TOKEN]: { tenant: 'a' } })
  const caller = new VendorCaller(type, fake.baseUrls, { token: TOKEN })
  const official = client(sdk, fake.url, TOKEN)
  try {
    for (const { tool, operation, lookups = [], args, other, send } of flows) {
      const given = async (work, allowed) => {
        fake.reset()
        if ('limit' in args) fake.generate(operation, ITEMS)
        await work()
        return seen(fake, operation, allowed, rules)
      }
      const ours = (changed) => given(() => callTool(caller, tool, { ...args, ...changed }), lookups)
      await check(`${name} ${version}, ${type}_${tool}`, async () => {
        const expected = await given(() => send(official), [])
        assert.ok(expected.length > 0, 'the SDK sent nothing')
        assert.ok(!('limit' in args) || expected.length > 1, 'the list was read in one page')
        assert.deepEqual(await ours({}), expected)
        const found = differing(await ours(other), expected)
        assert.ok(found.length > 0, `the control, ${JSON.stringify(other)}, was not told apart`)
        const { method, path: where } = expected[0]
        return `the same ${expected.length} × ${method} ${where}; with another ${Object.keys(other)} they differ in ${found}`
      })
    }
  } finally {
    caller.close()
    await fake.close()
  }
}

/** A list to its end. */
async function callTool(caller, tool, args) {
  let cursor
  do {
    const { next_cursor } = await caller.call(tool, { ...args, ...(cursor && { cursor }) })
    cursor = next_cursor
  } while (cursor !== undefined)
}
