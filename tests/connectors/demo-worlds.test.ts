import { AccountsApp, IDENTITY, type Person } from '../support/accounts'
import { connectors } from '../support/demo/connectors'
import { DOCUMENT, LINKS, MEETING } from '../support/demo/harbor'
import { STORY } from '../support/demo/story'
import { DemoVendors, withSignedLinksHere } from '../support/demo/vendors'
import { answer, modern } from '../support/raw'
import { VENDOR_NAMES } from '../support/vendors/oauth/stand-ins'

/* What `npm run demo` shows: after an account is connected, each vendor's tools work in one small world that remembers. */
const TENANT = 'demo'
let world: AccountsApp
let ana: Person
let ben: Person

beforeAll(async () => {
  world = await AccountsApp.start({ standIns: (options) => DemoVendors.start(options), alter: withSignedLinksHere })
  await world.tenant(TENANT)
  for (const name of VENDOR_NAMES) await world.addConnector(TENANT, name, connectors[name])
  ana = await world.person(TENANT, 'ana')
  ben = await world.person(TENANT, 'ben')
})
afterEach(() => expect(world.vendors.violations).toEqual([]))
afterAll(() => world?.close())

interface Result {
  isError?: boolean
  structuredContent?: Record<string, unknown>
  content: { text: string }[]
}

async function ask(tool: string, args: object = {}, { key }: Person = ana): Promise<Result> {
  const reply = await modern(world.app.endpoint(TENANT), key, 'tools/call', { name: tool, arguments: args })
  const { result } = answer(reply) as { result?: Result }
  if (!result) throw new Error(`${tool}: ${reply.text}`)
  return result
}

async function call<T = Record<string, unknown>>(tool: string, args: object = {}, person = ana): Promise<T> {
  const { isError, content } = await ask(tool, args, person)
  const text = content[0]?.text ?? ''
  if (isError === true) throw new Error(`${tool} ${JSON.stringify(args)}: ${text}`)
  return JSON.parse(text) as T
}
