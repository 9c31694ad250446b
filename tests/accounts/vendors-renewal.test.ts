import { LIFE_S } from '../support/renewals'
import { CONNECTED, tellStories, VENDOR_CASES, type VendorCase, type VendorStory } from '../support/vendor-story'
import { tokensOf } from '../support/vendors/oauth/plain-client'

/* What time does to an account at each vendor. For us and for the vendors it goes by the same clock. */
const stories = tellStories()

const MONTH_S = 30 * 86_400
/** Longer than any vendor lets a used refresh token go on working. */
const LEEWAY_S = 660

const renewable = VENDOR_CASES.filter(({ refresh }) => refresh !== 'none')
const unending = VENDOR_CASES.filter(({ refresh }) => refresh === 'none')

async function begin(of: VendorCase): Promise<VendorStory> {
  const it = await stories.begin(of)
  it.standIn.ledger.accessS = LIFE_S
  expect(await it.connect(await it.add('first'))).toBe(CONNECTED)
  it.standIn.reset()
  return it
}

/** The token is over: as its reply said, or without a word. */
function end({ of, standIn }: VendorStory): void {
  if (of.tellsEnd) stories.later(LIFE_S + 1)
  else standIn.expire('ada')
}

describe.each(renewable)('$title', (of) => {
  test('over and renewed: the call after the end works, with a new token', async () => {
    const it = await begin(of)
    const old = it.accessToken() ?? ''
    end(it)
    expect((await it.byHand.whoAmI(old)).text).not.toContain('harbor')
    it.standIn.reset()

    expect(await it.call('first')).toMatchObject({ isError: false, body: of.ada })
    const said = !of.tellsEnd ? ['api', 'refresh', 'api'] : ['refresh', 'api']
    expect(it.asked().map(([purpose]) => purpose)).toEqual(said)
    expect(it.standIn.requests.at(-1)?.token?.value).toBe(it.accessToken())
    expect(it.accessToken()).not.toBe(old)
    expect(await it.account()).toMatchObject({ state: 'ok' })
  })

  test(`renewed again and again: the refresh token ${of.refresh === 'rotates' ? 'before dies' : 'stays'}`, async () => {
    const it = await begin(of)
    const used = []
    for (const round of [1, 2, 3]) {
      used.push(it.refreshToken() ?? '')
      end(it)
      expect([round, (await it.call('first')).isError]).toEqual([round, false])
    }
    const rotates = of.refresh === 'rotates'
    expect(new Set([...used, it.refreshToken()]).size).toBe(rotates ? 4 : 1)
    stories.later(LEEWAY_S)
    const [first = ''] = used
    expect(tokensOf(await it.byHand.refresh(first)).access === '').toBe(rotates)
  })
})

test('what does not end: a month later the same token works, and nothing asks for another', async () => {
  const all = []
  for (const of of unending) all.push(await begin(of))
  expect(all.map(({ of }) => of.title)).toEqual(['GitHub, an OAuth App', 'Slack without rotation'])
  const tokens = all.map((it) => it.accessToken())
  stories.later(MONTH_S)
  for (const [i, it] of all.entries()) {
    expect(await it.call('first')).toMatchObject({ isError: false, body: it.of.ada })
    expect(it.asked()).toEqual([['api', 200]])
    expect(it.standIn.requests[0]?.token?.value).toBe(tokens[i])
    expect(await it.account()).toMatchObject({ state: 'ok', expiresAt: null })
  }
})
