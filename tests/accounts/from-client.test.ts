import { AccountsApp, type Person } from '../support/accounts'
import type { CallResult } from '../support/clients'
import { type OpenPage, PAGE_CLIENTS } from '../support/page-clients'
import { consent } from '../support/vendors/oauth/consent'

const TOOL = 'github_get_me'

let world: AccountsApp
let url: string
let people = 0

beforeAll(async () => {
  world = await AccountsApp.start({ vendors: ['github'] })
  await world.tenant('acme', ['github'])
  await world.addConnector('acme', 'github', { account: 'personal' })
  url = world.app.endpoint('acme')
})
afterAll(() => world?.close())
afterEach(() => expect(world.vendors.violations).toEqual([]))

const somebody = (role = 'member'): Promise<Person> => world.person('acme', `person-${(people += 1)}`, role)
const errorOf = ({ content, isError }: CallResult) => {
  expect(isError).toBe(true)
  return JSON.parse(content[0]?.text ?? '') as { code: string; hint?: string; connect_url?: string }
}
const login = ({ structuredContent }: CallResult) => (structuredContent as { login?: string } | undefined)?.login

describe.each(Object.entries(PAGE_CLIENTS))('%s', (_name, connect) => {
  const as = async (person: Person, openPage: OpenPage) => {
    const pages: { link: string; message: string }[] = []
    const client = await connect(url, person.key, (link, message) => {
      pages.push({ link, message })
      return openPage(link, message)
    })
    return { client, pages }
  }

  test('shows the page, and the call that lacked the account answers when the person comes back', async () => {
    const person = await somebody()
    const { client, pages } = await as(person, async (link) => {
      expect((await world.follow(person.browser, link, { account: 'ben' })).pathname).toBe('/oauth/success')
      return 'accept'
    })
    expect(await client.tools()).toContain(TOOL)
    const result = await client.call(TOOL)
    expect(login(result)).toBe('ben-quay')
    expect(pages).toEqual([
      { link: expect.stringMatching(`^${world.app.origin}/connect/`), message: expect.stringContaining('"github"') },
    ])
    // The account stays: nothing is asked the next time.
    expect(login(await client.call(TOOL))).toBe('ben-quay')
    expect(pages).toHaveLength(1)
    await client.close()
  })

  test('waits for a person who agreed and is still at the vendor, and tells how it goes', async () => {
    const person = await somebody()
    let arrived: Promise<unknown> = Promise.resolve()
    const told: number[] = []
    const { client } = await as(person, async (link) => {
      arrived = (async () => {
        const at = await world.toVendor(person.browser, link)
        while (told.length === 0) await new Promise((resolve) => setTimeout(resolve, 50))
        await person.browser.open((await consent(at, {})).href)
      })()
      return 'accept'
    })
    const result = await client.call(TOOL, { onprogress: ({ progress }) => void told.push(progress) })
    await arrived
    expect(login(result)).toBe('ada-north')
    expect(told.length).toBeGreaterThan(0)
    await client.close()
  })

  test.each(['decline', 'cancel'] as const)(
    '%s: the text with the link, at once, and the tools stay',
    async (action) => {
      const person = await somebody()
      const { client, pages } = await as(person, async () => action)
      const error = errorOf(await client.call(TOOL))
      expect(error).toMatchObject({ code: 'connect_required', connect_url: pages[0]?.link })
      expect(error.hint).toContain(pages[0]?.link)
      expect(pages).toHaveLength(1)
      expect(await client.tools()).toContain(TOOL)
      // Whoever thinks better of it: the same link still leads there, and the retry works.
      expect((await world.follow(person.browser, pages[0]?.link ?? '')).pathname).toBe('/oauth/success')
      expect(login(await client.call(TOOL))).toBe('ada-north')
      await client.close()
    },
  )
})
