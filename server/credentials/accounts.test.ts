import { BaseConnector, type ConnectorType, oauth2, token } from '../../connectors/sdk'
import { AccountIndex } from './account-index'
import { Accounts, type Need, type Renewer } from './accounts'
import { Keyring } from './keyring'
import { credentialAad, dataKeyAad, seal } from './seal'
import type { SealedCredential } from './sealed-credential'
import { Vault } from './vault'

class Depot extends BaseConnector {}

const keyring = new Keyring([{ id: 'test', key: Buffer.alloc(32, 7) }])
const dataKey = Keyring.newDataKey()
const tenant = { id: 'tenant-1' }
const [API, FILES] = ['https://api.example', 'https://files.example']
const NOW = 1_000_000
const DAY = 86_400_000

const type = {
  type: 'depot',
  baseUrls: { api: API, files: FILES },
  auth: [
    token({ title: 'Token', scheme: 'Key' }),
    oauth2({
      title: 'Depot account',
      addresses: { authorize: 'https://depot.example/a', token: 'https://depot.example/t' },
      tokens: { bot: { scopeParameter: 'scope' }, user: { scopeParameter: 'user_scope', at: 'user' } },
      implies: { all: ['things:read'] },
      refresh: 'rotates',
      account: () => Promise.reject(new Error('not asked')),
    }),
  ],
  class: Depot,
} as unknown as ConnectorType

const account = (id: string, more: Partial<SealedCredential> = {}): SealedCredential => ({
  id,
  provider: 'depot',
  kind: 'oauth',
  userId: null,
  tokenName: 'bot',
  mainId: null,
  origins: [API, FILES],
  scopes: [],
  places: [],
  state: 'ok',
  stateReason: null,
  stateUntil: undefined,
  lacks: [],
  accessToken: seal(dataKey, `token of ${id}`, credentialAad(tenant.id, id, 'access_token')),
  canRefresh: true,
  obtainedAt: undefined,
  expiresAt: undefined,
  retryAt: undefined,
  ...more,
})

const renewed: string[] = []
const later: string[] = []
const renewer: Renewer = {
  renew: async (_tenant, { id }) => {
    renewed.push(id)
    return { token: `new token of ${id}`, sealed: Buffer.from(`sealed ${id}`) }
  },
  renewLater: (_tenant, { id }) => void later.push(id),
}
beforeEach(() => void (renewed.length = later.length = 0))

interface Setting {
  credentialId?: string
  account?: 'shared' | 'personal'
  configuration?: Record<string, unknown>
}

async function tokenFor(
  all: readonly SealedCredential[],
  { userId, need = { scopes: [] }, ...setting }: Setting & { userId?: string; need?: Need } = {},
) {
  const holder = { tenant, wrappedKey: keyring.wrap(dataKey, dataKeyAad(tenant.id)), accounts: new AccountIndex(all) }
  const connector = {
    slug: 'depot',
    type,
    account: setting.account ?? ('shared' as const),
    credentialId: setting.credentialId ?? 'shared',
    configuration: setting.configuration ?? {},
  }
  const accounts = new Accounts(new Vault(keyring), renewer, () => NOW)
  return accounts.forCall(holder, connector, { userId }, need)
}

const code = (expected: string) => expect.objectContaining({ code: expected })

describe('a shared account', () => {
  it('serves everybody, service keys too', async () => {
    const held = await tokenFor([account('shared')])
    expect(held.credential).toEqual({ token: 'token of shared', scheme: 'Bearer' })
    expect(held.baseUrl).toBe(API)
  })

  it('keeps the scheme of a pasted token', async () => {
    const held = await tokenFor([account('shared', { kind: 'token', tokenName: null, canRefresh: false })])
    expect(held.credential).toEqual({ token: 'token of shared', scheme: 'Key' })
    expect(held.renew).toBeUndefined()
  })

  it.each([
    ['there is none', [], {}],
    ['it is somebody’s own', [account('shared', { userId: 'ana' })], { userId: 'ana' }],
    ['the address is another', [account('shared')], { configuration: { baseUrl: 'https://x.example' } }],
    ['the type has got one more address since', [account('shared', { origins: [API] })], {}],
    ['the vendor ended it', [account('shared', { state: 'reconnect_needed' })], {}],
    ['it expired without a refresh token', [account('shared', { canRefresh: false, expiresAt: NOW - 1 })], {}],
  ] as const)('is not used where %s', async (_, all, how) => {
    await expect(tokenFor(all, how)).rejects.toEqual(code('connect_required'))
  })
})

describe('a personal account', () => {
  const all = [account('shared'), account('of-ana', { userId: 'ana' }), account('of-ben', { userId: 'ben' })]
  const personal = { account: 'personal' } as const

  it('is the caller’s own and nobody else’s', async () => {
    for (const userId of ['ana', 'ben']) {
      expect((await tokenFor(all, { ...personal, userId })).credential?.token).toBe(`token of of-${userId}`)
    }
  })

  it('never falls back to another', async () => {
    await expect(tokenFor(all, { ...personal, userId: 'cem' })).rejects.toEqual(code('connect_required'))
    const expired = account('of-ana', { userId: 'ana', state: 'reconnect_needed' })
    await expect(tokenFor([account('shared'), expired], { ...personal, userId: 'ana' })).rejects.toEqual(
      code('connect_required'),
    )
  })

  it('is refused to a key that belongs to nobody', async () => {
    await expect(tokenFor(all, personal)).rejects.toEqual(code('personal_account_required'))
  })
})

describe('the tokens of one connection', () => {
  const all = [account('shared'), account('part', { mainId: 'shared', tokenName: 'user' })]

  it('are chosen by the tool', async () => {
    expect((await tokenFor(all, { need: { scopes: [], token: 'user' } })).credential?.token).toBe('token of part')
    expect((await tokenFor(all, { need: { scopes: [], token: 'bot' } })).credential?.token).toBe('token of shared')
  })

  it('are asked for when one was not given', async () => {
    await expect(tokenFor([account('shared')], { need: { scopes: [], token: 'user' } })).rejects.toEqual(
      code('connect_required'),
    )
  })
})

describe('scopes', () => {
  const need = { scopes: ['things:read', 'things:write'] }

  it('that were not granted are named', async () => {
    const given = account('shared', { scopes: ['all'] })
    await expect(tokenFor([given], { need })).rejects.toMatchObject({
      code: 'missing_scope',
      details: { scope: 'things:write' },
    })
    expect((await tokenFor([given], { need: { scopes: ['things:read'] } })).credential).toBeDefined()
  })

  it('that nobody knows stop nothing', async () => {
    expect((await tokenFor([account('shared')], { need })).credential).toBeDefined()
  })

  it('that are none, but capabilities of a vendor without scopes, stop nothing whatever was granted', async () => {
    const given = account('shared', { scopes: ['things:read'] })
    expect((await tokenFor([given], { need: { scopes: ['read content'] } })).credential).toBeDefined()
    await expect(tokenFor([given], { need: { scopes: ['read content', 'more'] } })).rejects.toMatchObject({
      details: { scope: 'more' },
    })
  })
})

describe('a token that ends', () => {
  const lasting = (leftMs: number, lifeMs: number, more: Partial<SealedCredential> = {}) =>
    account('shared', { obtainedAt: NOW + leftMs - lifeMs, expiresAt: NOW + leftMs, ...more })

  it.each([
    ['of a day, before four fifths of it', lasting(DAY / 4, DAY), false],
    ['of a day, past four fifths', lasting(DAY / 6, DAY), true],
    ['of ten minutes, with six left', lasting(6 * 60_000, 600_000), false],
    ['of ten minutes, with less than five left', lasting(4 * 60_000, 600_000), true],
    ['of a minute, in its first half', lasting(31_000, 60_000), false],
    ['due, while the vendor asks to wait', lasting(11_000, 60_000, { retryAt: NOW + 1 }), false],
    ['due, that cannot be refreshed', lasting(11_000, 60_000, { canRefresh: false }), false],
  ] as const)('%s', async (_, given, isDue) => {
    expect((await tokenFor([given])).credential?.token).toBe('token of shared')
    expect(later).toEqual(isDue ? ['shared'] : [])
  })

  it('is renewed before it is used when it is over, and when the vendor refuses it', async () => {
    expect((await tokenFor([lasting(-1, DAY)])).credential?.token).toBe('new token of shared')
    const held = await tokenFor([lasting(DAY / 2, DAY)])
    expect(await held.renew?.()).toEqual({ token: 'new token of shared', scheme: 'Bearer' })
    expect(renewed).toEqual(['shared', 'shared'])
  })
})

describe('places', () => {
  const places = [
    { id: 's1', name: 'Harbor', baseUrl: `${API}/ex/s1` },
    { id: 's2', name: 'Quay', baseUrl: `${API}/ex/s2` },
  ]

  it('stand in for the usual address: the only one, or the one that was chosen', async () => {
    expect((await tokenFor([account('shared', { places: places.slice(0, 1) })])).baseUrl).toBe(`${API}/ex/s1`)
    for (const place of ['s2', 'quay']) {
      expect((await tokenFor([account('shared', { places })], { configuration: { place } })).baseUrl).toBe(
        `${API}/ex/s2`,
      )
    }
  })

  it('have to be chosen among several, and must be reached by the account', async () => {
    await expect(tokenFor([account('shared', { places })])).rejects.toMatchObject({
      code: 'configuration_required',
      details: { hint: expect.stringContaining('Harbor, Quay') },
    })
    await expect(tokenFor([account('shared', { places })], { configuration: { place: 's3' } })).rejects.toEqual(
      code('configuration_required'),
    )
  })
})
