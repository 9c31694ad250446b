import { Linear } from '../../connectors/linear'
import { type ConnectorClass, type ConnectorDeclaration, type OAuth2, tool, z } from '../../connectors/sdk'
import { AccountsApp, type AccountsOptions } from '../support/accounts'
import { consent } from '../support/vendors/oauth/consent'
import { VENDOR_NAMES, type VendorName, VendorStandIns } from '../support/vendors/oauth/stand-ins'
import { CONNECTED, VENDOR_CASES, VendorStory } from '../support/vendor-story'

/* With one fact of a vendor told wrongly, connecting fails there: the stories of the other files do depend on each of them. */
let world: AccountsApp | undefined
afterEach(async () => {
  await world?.close()
  world = undefined
})

const altered =
  (change: (oauth: OAuth2) => Partial<OAuth2>) =>
  (declaration: ConnectorDeclaration): ConnectorDeclaration => ({
    ...declaration,
    auth: declaration.auth.map((each) => (each.kind === 'oauth2' ? { ...each, ...change(each) } : each)),
  })

const other = <T>(value: T, [one, two]: readonly [T, T]): T => (value === one ? two : one)

/** Where each of them makes a difference, and what the stand-in says then. */
const TOKEN_FACTS: readonly (readonly [string, AccountsOptions, readonly VendorName[], string])[] = [
  [
    'the way the application proves itself',
    {
      alter: altered(({ token }) => ({
        token: { ...token, client: other(token?.client ?? 'body', ['basic', 'body'] as const) },
      })),
    },
    ['github', 'jira', 'notion', 'zoom', 'linear'],
    'token: wrong_proof',
  ],
  [
    'form or JSON',
    {
      alter: altered(({ token }) => ({
        token: { ...token, body: other(token?.body ?? 'form', ['form', 'json'] as const) },
      })),
    },
    ['slack', 'notion', 'zoom', 'google', 'linear'],
    'token: wrong_media',
  ],
]

class TwoScopes extends Linear {
  @tool({ description: 'Writes.', input: z.strictObject({}), effect: 'write', scopes: ['write'] })
  async writeSomething() {
    return super.getViewer()
  }
}

const PAGE_FACTS: readonly (readonly [string, AccountsOptions, readonly VendorName[], RegExp])[] = [
  [
    'PKCE',
    { alter: altered(({ authorize }) => ({ authorize: { ...authorize, pkce: true } })) },
    ['slack'],
    /authorize: PKCE is not switched on/,
  ],
  [
    'the parameters of its own',
    { alter: altered(({ authorize }) => ({ authorize: { ...authorize, parameters: {} } })) },
    ['jira', 'notion', 'linear'],
    /authorize: \w+ must be/,
  ],
  [
    'what stands between scopes',
    {
      classes: { linear: TwoScopes as ConnectorClass },
      alter: altered(({ authorize }) => ({ authorize: { ...authorize, scopeSeparator: ' ' } })),
    },
    ['linear'],
    /authorize: unknown scope "read write"/,
  ],
  [
    'the exact redirect',
    {
      standIns: ({ apps, ...more }) => {
        const longer = Object.entries(apps).map(([name, all]) => [
          name,
          all.map((app) => ({ ...app, redirectUris: app.redirectUris.map((uri) => `${uri}/`) })),
        ])
        return VendorStandIns.start({ ...more, apps: Object.fromEntries(longer) as typeof apps })
      },
    },
    VENDOR_NAMES,
    /authorize: redirect_uri is not registered/,
  ],
]

const caseOf = (name: VendorName) => {
  const found = VENDOR_CASES.find(({ vendor, plain }) => vendor === name && !plain)
  if (!found) throw new Error(`no case of ${name}`)
  return found
}

test('PKCE, left out where the vendor takes it: seen', async () => {
  world = await AccountsApp.start({ alter: altered(({ authorize }) => ({ authorize: { ...authorize, pkce: false } })) })
  for (const { vendor } of VENDOR_CASES.filter(({ plain }) => !plain)) {
    const it = await VendorStory.begin(world, caseOf(vendor))
    const link = await world.link(it.ana, it.tenant, await it.add('first'))
    const out = new URL(await world.toVendor(it.ana.browser, link))
    expect([vendor, await it.arrive(out)]).toEqual([vendor, CONNECTED])
    expect([vendor, it.pkce(out)]).toEqual([vendor, 'none'])
    out.searchParams.set('code_challenge', 'x'.repeat(43))
    expect([vendor, it.pkce(out)]).toEqual([vendor, 'wrong'])
  }
})

test.each(TOKEN_FACTS)('%s: told wrongly, nothing is connected', async (_fact, options, vendors, violation) => {
  world = await AccountsApp.start(options)
  for (const vendor of vendors) {
    const it = await VendorStory.begin(world, caseOf(vendor))
    expect([vendor, await it.connect(await it.add('first'))]).toEqual([vendor, '/oauth/error?status=app_refused'])
    expect([vendor, it.standIn.violations]).toEqual([vendor, [violation]])
    expect(await it.accounts()).toEqual([])
  }
})

test.each(PAGE_FACTS)('%s: told wrongly, the vendor shows no page', async (_fact, options, vendors, violation) => {
  world = await AccountsApp.start(options)
  for (const vendor of vendors) {
    const it = await VendorStory.begin(world, caseOf(vendor))
    const link = await world.link(it.ana, it.tenant, await it.add('first'))
    await expect(consent(await world.toVendor(it.ana.browser, link))).rejects.toThrow('no page')
    expect([vendor, it.standIn.violations]).toEqual([vendor, [expect.stringMatching(violation)]])
  }
})
