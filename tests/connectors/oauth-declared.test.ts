import '../../connectors'
import {
  ConnectorError,
  type ConnectorType,
  defaultRegistry,
  type OAuth2,
  oauthOf,
  providerOf,
  type TokenReply,
} from '../../connectors/sdk'
import { scopeParameters, wantedBy } from '../../server/oauth/scopes'
import { pass } from '../../server/oauth/strategy'
import { askForTokens, issuedTokens, refreshedToken, sendForm, TokenError } from '../../server/oauth/token-endpoint'
import { Vendors } from '../../server/vendors/vendors'
import { consent } from '../support/vendors/oauth/consent'
import { relocated } from '../support/vendors/oauth/relocated'
import { type VendorName, VENDOR_NAMES, VendorStandIns } from '../support/vendors/oauth/stand-ins'

/*
 * What each type declares, tried on a stand-in that enforces its vendor's rules: connect, ask who it is, call the identity
 * tool, refresh, give back. Only addresses and hosts are changed.
 */
const CALLBACK = 'http://127.0.0.1:8000/api/v1/oauth/callback'
const APP = { clientId: 'ours', clientSecret: 'a secret &=+' }
const KINDS: Partial<Record<VendorName, string>> = { github: 'app', slack: 'rotating' }
const TOOLS: Readonly<Record<string, string>> = {
  github: 'check_token_scopes',
  google_docs: 'get_current_user',
  jira: 'get_current_user',
  linear: 'get_viewer',
  notion: 'get_self',
  slack: 'auth_test',
  zoom: 'get_user',
}
const context = { signal: new AbortController().signal } as never

let standIns: VendorStandIns
let vendors: Vendors
beforeAll(async () => {
  const apps = VENDOR_NAMES.map((name) => {
    const kind = KINDS[name]
    const scopes = name === 'zoom' ? { scopes: ['user:read:user'] } : {}
    return [name, [{ ...APP, ...scopes, ...(kind ? { kind } : {}), redirectUris: [CALLBACK] }]] as const
  })
  standIns = await VendorStandIns.start({ apps: Object.fromEntries(apps) })
  vendors = new Vendors({ allowedPrivateHosts: standIns.hosts, outboundProxy: undefined, extraCa: undefined })
})
afterAll(async () => {
  vendors.close()
  await standIns.close()
})

function typeAt(name: string): { type: ConnectorType; oauth: OAuth2; vendor: VendorName } {
  const found = defaultRegistry.get(name)
  if (!found) throw new Error(`There is no type ${name}.`)
  const type = { ...found, ...relocated(found, standIns.addresses) }
  const oauth = oauthOf(type)
  if (!oauth) throw new Error(`${name} has no OAuth.`)
  return { type, oauth, vendor: providerOf(type) as VendorName }
}

/** The way to the vendor and back, with the scopes that the type's tools need. */
async function connect({ type, oauth }: ReturnType<typeof typeAt>, names = [TOOLS[type.type]]): Promise<TokenReply> {
  const tools = [...type.declared.tools]
    .filter(([name]) => names.includes(name))
    .map(([, { declaration }]) => ({
      scopes: declaration.scopes,
      optionalScopes: declaration.optionalScopes ?? [],
      token: declaration.token,
    }))
  const { parameters } = scopeParameters(oauth, wantedBy(oauth, tools), [])
  let verifier: string | undefined
  const parts = {
    ...{ oauth, addresses: oauth.addresses, app: APP, callbackUrl: CALLBACK },
    parameters: { ...oauth.authorize?.parameters, ...parameters },
    store: {
      begin: async (made: string | undefined) => {
        verifier = made
        return 'a-state'
      },
      take: async (state: string | undefined) => (state === 'a-state' ? (verifier ?? (true as const)) : undefined),
    },
    exchange: (code: string, code_verifier: string | undefined) =>
      askForTokens(vendors, oauth, oauth.addresses.token, APP, {
        ...{ grant_type: 'authorization_code' as const, code, redirect_uri: CALLBACK },
        ...(code_verifier === undefined ? {} : { code_verifier }),
      }),
  }
  const out = await pass(parts, {})
  if (!('redirect' in out)) throw new Error('Nobody is sent to the vendor.')
  const back = await pass(parts, Object.fromEntries((await consent(out.redirect)).searchParams))
  if (!('reply' in back)) throw new Error('There is no reply.')
  return back.reply
}

const httpFor = (type: ConnectorType, token: string, baseUrl?: string) =>
  vendors.http({
    type,
    tenantId: 'acme',
    baseUrl,
    credential: { token, scheme: 'Bearer' },
    effect: 'read',
    signal: new AbortController().signal,
  })

const call = (type: ConnectorType, token: string, baseUrl?: string) =>
  new type.class({ slug: type.type, configuration: {}, http: httpFor(type, token, baseUrl) }).executeTool(
    TOOLS[type.type] ?? '',
    type.type === 'zoom' ? { user_id: 'me' } : {},
    context,
  )

describe.each(Object.keys(TOOLS))('%s', (name) => {
  test('connects, says who it is, calls, refreshes and gives back', async () => {
    const at = typeAt(name)
    const { type, oauth, vendor } = at
    const standIn = standIns.of(vendor)
    const reply = await connect(at)
    const [token] = issuedTokens(oauth, reply)
    if (!token) throw new Error('There is no token.')

    const account = await oauth.account(httpFor(type, token.accessToken), reply)
    expect(account.id).not.toBe('')
    expect(account.name).toMatch(/ada/i)
    const [place] = account.places ?? []
    expect(JSON.stringify(await call(type, token.accessToken, place?.baseUrl))).toMatch(/ada/i)

    const refreshed = await askForTokens(vendors, oauth, oauth.addresses.token, APP, {
      grant_type: 'refresh_token',
      refresh_token: token.refreshToken ?? '',
    })
    const next = refreshedToken(oauth, token.name, refreshed)
    expect(next.refreshToken === undefined).toBe(oauth.refresh === 'stays')
    const held = next.refreshToken ?? token.refreshToken ?? ''
    await call(type, next.accessToken, place?.baseUrl)
    expect(standIn.violations).toEqual([])

    const { revoke } = oauth.addresses
    if (revoke !== undefined) {
      const { method, by = oauth.token?.client ?? 'body', body = oauth.token?.body ?? 'form' } = oauth.revoke ?? {}
      const { field = 'token', gives } = oauth.revoke ?? {}
      const how = { app: APP, by, body, headers: oauth.token?.headers, bearer: next.accessToken }
      const given = gives === 'refresh' ? held : next.accessToken
      const address = revoke.replaceAll('{client_id}', APP.clientId)
      const { status } = await sendForm(
        vendors,
        address,
        method ? { ...how, method } : how,
        field === null ? {} : { [field]: given },
      )
      expect(status).toBeLessThan(300)
      await expect(call(type, next.accessToken, place?.baseUrl)).rejects.toMatchObject({
        name: ConnectorError.name,
        code: 'auth_expired',
      })
      expect(standIn.violations).toEqual([])
    }
  })

  test('knows a grant that is gone from an application that is refused', async () => {
    const { oauth } = typeAt(name)
    const refresh = (app: typeof APP, refresh_token: string) =>
      askForTokens(vendors, oauth, oauth.addresses.token, app, { grant_type: 'refresh_token', refresh_token }).catch(
        (error: unknown) => (error instanceof TokenError ? error.failure : error),
      )
    expect(await refresh(APP, 'made-up')).toBe('dead')
    expect(await refresh({ ...APP, clientSecret: 'guess' }, 'made-up')).toBe('refused')
  })
})

test('all tools of a type ask for scopes that the vendor knows', async () => {
  for (const name of Object.keys(TOOLS)) {
    const at = typeAt(name)
    await connect(at, [...at.type.declared.tools.keys()])
    expect(standIns.of(at.vendor).violations.filter((text) => text.startsWith('authorize'))).toEqual([])
  }
})
