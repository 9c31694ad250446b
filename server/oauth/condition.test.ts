import { BaseConnector, type ConnectorType, oauth2 } from '../../connectors/sdk'
import type { Credential } from '../credentials/entity'
import { conditionOf, type UsingTool } from './condition'

class Depot extends BaseConnector {}

const NOW = 1_800_000_000_000
const DAY = 86_400_000
const inDays = (days: number) => new Date(NOW + days * DAY)

const type = {
  type: 'depot',
  title: 'Depot',
  description: '',
  baseUrls: {},
  auth: [
    oauth2({
      title: 'Depot account',
      addresses: { authorize: 'https://depot.example/a', token: 'https://depot.example/t' },
      tokens: { user: { scopeParameter: 'scope' }, bot: { scopeParameter: 'bot_scope', at: 'bot' } },
      baseScopes: { user: ['me'] },
      implies: { all: ['things:read'] },
      refresh: 'rotates',
      account: () => Promise.reject(new Error('not asked')),
    }),
  ],
  class: Depot,
} as unknown as ConnectorType

const row = (more: Partial<Credential> = {}): Credential =>
  ({
    kind: 'oauth',
    tokenName: 'user',
    refreshToken: Buffer.from('sealed'),
    scopes: ['me', 'things:read'],
    state: 'ok',
    stateReason: null,
    stateUntil: null,
    retryAt: null,
    expiresAt: inDays(0.01),
    refreshExpiresAt: null,
    lacks: null,
    ...more,
  }) as Credential

const tool = (name: string, scopes: readonly string[] = [], token?: string): UsingTool => ({
  name,
  scopes,
  optionalScopes: [],
  token,
})
const read = tool('read', ['things:read'])
const of = (parts: readonly Credential[], tools: readonly UsingTool[] = [read]) => conditionOf(type, parts, tools, NOW)

describe('the end', () => {
  it('of a token that can be renewed is the end of what renews it', () => {
    expect(of([row({ expiresAt: inDays(-1) })])).toMatchObject({ state: 'ok', expiresAt: null })
    expect(of([row({ refreshExpiresAt: inDays(6.9) })])).toMatchObject({ state: 'expiring' })
    expect(of([row({ refreshExpiresAt: inDays(7.1) })])).toMatchObject({ state: 'ok' })
    expect(of([row({ refreshExpiresAt: inDays(0) })])).toMatchObject({ state: 'reconnect_needed', reason: 'expired' })
  })

  it('of any other is its own', () => {
    expect(of([row({ refreshToken: null, expiresAt: inDays(3) })])).toMatchObject({
      state: 'expiring',
      expiresAt: inDays(3).toISOString(),
    })
    expect(of([row({ refreshToken: null, expiresAt: null })])).toMatchObject({ state: 'ok', expiresAt: null })
  })

  it('is that of the token which ends first', () => {
    const bot = row({ tokenName: 'bot', refreshExpiresAt: inDays(2) })
    expect(of([row({ refreshExpiresAt: inDays(90) }), bot])).toMatchObject({ expiresAt: inDays(2).toISOString() })
  })
})

describe('what was found', () => {
  it('of several tokens the worst counts', () => {
    const down = row({ tokenName: 'bot', state: 'vendor_down', stateReason: 'timeout' })
    expect(of([row(), down])).toMatchObject({ state: 'vendor_down', reason: 'timeout' })
    expect(of([row({ state: 'reconnect_needed', stateReason: 'refused' }), down])).toMatchObject({
      state: 'reconnect_needed',
      reason: 'refused',
    })
  })

  it('an end by the calendar is worse than a vendor that does not answer', () => {
    expect(of([row({ state: 'vendor_down', refreshExpiresAt: inDays(-1) })])).toMatchObject({ reason: 'expired' })
  })

  it('a wait is over when its time is, without a call; an outage is not', () => {
    const limited = { state: 'rate_limited' } as const
    expect(of([row({ ...limited, stateUntil: inDays(1) })])).toMatchObject({
      state: 'rate_limited',
      until: inDays(1).toISOString(),
    })
    expect(of([row({ ...limited, stateUntil: inDays(0) })])).toMatchObject({ state: 'ok', until: null })
    expect(of([row({ ...limited, retryAt: inDays(0) })])).toMatchObject({ state: 'ok', until: null })
    expect(of([row(limited)])).toMatchObject({ state: 'rate_limited', until: null })
    expect(of([row({ state: 'vendor_down', stateUntil: inDays(-1) })])).toMatchObject({
      state: 'vendor_down',
      until: null,
    })
  })

  it('comes before what is missing, and that before an end that is near', () => {
    const parts = [row({ scopes: ['me'], refreshExpiresAt: inDays(1) })]
    expect(of(parts)).toMatchObject({ state: 'scope_missing' })
    expect(of([row({ scopes: ['me'], state: 'rate_limited' })])).toMatchObject({
      state: 'rate_limited',
      missingScopes: [{ scope: 'things:read', tools: ['read'] }],
    })
  })
})

describe('scopes', () => {
  it('that are capabilities of a vendor without scopes are not missing, until the vendor says so', () => {
    const tools = [tool('edit', ['update content'])]
    expect(of([row()], tools)).toMatchObject({ state: 'ok', missingScopes: [] })
    expect(of([row({ lacks: [{ scope: 'unknown', tool: 'edit' }] })], tools)).toMatchObject({
      state: 'scope_missing',
      missingScopes: [{ scope: 'unknown', tools: ['edit'] }],
    })
  })

  it('missing: which, and for which tools', () => {
    const tools = [read, tool('write', ['things:read', 'things:write']), tool('free')]
    expect(of([row({ scopes: ['me'] })], tools).missingScopes).toEqual([
      { scope: 'things:read', tools: ['read', 'write'] },
      { scope: 'things:write', tools: ['write'] },
    ])
  })

  it('are asked of the token that the tool uses; without it all are missing', () => {
    const asBot = tool('as_bot', ['post'], 'bot')
    const bot = row({ tokenName: 'bot', scopes: ['post'] })
    expect(of([row(), bot], [read, asBot])).toMatchObject({ state: 'ok', missingScopes: [], unusedScopes: [] })
    expect(of([row({ scopes: ['post'] })], [asBot])).toMatchObject({
      state: 'scope_missing',
      missingScopes: [{ scope: 'post', tools: ['as_bot'] }],
    })
  })

  it('nothing is missing where the vendor does not say what it granted, until a call found out', () => {
    expect(of([row({ scopes: [] })])).toMatchObject({ state: 'ok', missingScopes: [] })
    const lacks = [
      { scope: 'things=write', tool: 'read' },
      { scope: 'other', tool: 'disabled' },
    ]
    expect(of([row({ scopes: [], lacks })])).toMatchObject({
      state: 'scope_missing',
      missingScopes: [{ scope: 'things=write', tools: ['read'] }],
    })
  })

  it('one that stands for others is used when they are, and gives them', () => {
    expect(of([row({ scopes: ['me', 'all'] })])).toMatchObject({ state: 'ok', unusedScopes: [] })
    expect(of([row({ scopes: ['me', 'all'] })], [])).toMatchObject({ state: 'ok', unusedScopes: ['all'] })
  })

  it('of a token that somebody pasted are not known', () => {
    const pasted = row({ kind: 'token', tokenName: null, refreshToken: null, expiresAt: null, scopes: [] })
    expect(of([pasted])).toMatchObject({ state: 'ok', missingScopes: [], unusedScopes: [] })
  })
})
