import { BaseConnector, type ConnectorType, token } from '../../connectors/sdk'
import { RuleIndex } from '../tools/rule-index'
import type { Snapshot, SnapshotConnector } from '../tools/snapshot'
import type { SealedCredential } from './sealed-credential'
import { Keyring } from './keyring'
import { credentialAad, dataKeyAad, seal } from './seal'
import { Vault } from './vault'

class Depot extends BaseConnector {}

const keyring = new Keyring([{ id: 'test', key: Buffer.alloc(32, 7) }])
const dataKey = Keyring.newDataKey()
const tenant = { id: 'tenant-1', slug: 'acme', name: 'Acme', isActive: true }
const snapshot: Snapshot = {
  tenant,
  wrappedKey: keyring.wrap(dataKey, dataKeyAad(tenant.id)),
  connectors: [],
  rules: new RuleIndex([]),
}

const storedFor = (...origins: string[]): SealedCredential => ({
  id: 'credential-1',
  origins,
  accessToken: seal(dataKey, 'the-token', credentialAad(tenant.id, 'credential-1', 'access_token')),
})

const connector = (credential: SealedCredential | undefined, configuration: Record<string, unknown> = {}) => {
  const type = {
    type: 'depot',
    baseUrls: { api: 'https://api.example', files: 'https://files.example' },
    auth: [token({ title: 'Token' })],
    class: Depot,
  } as unknown as ConnectorType
  return { slug: 'depot', type, credential, configuration } as unknown as SnapshotConnector
}

const tokenOf = (of: SnapshotConnector) => new Vault(keyring).credentialFor(snapshot, of)?.token

test('a credential opens for the addresses that it was stored for', () => {
  expect(tokenOf(connector(storedFor('https://api.example', 'https://files.example')))).toBe('the-token')
})

test.each([
  ['there is none', connector(undefined)],
  [
    'the address is another',
    connector(storedFor('https://api.example', 'https://files.example'), { baseUrl: 'https://x.example' }),
  ],
  ['the type has got one more address since', connector(storedFor('https://api.example'))],
])('it does not open where %s', (_, of) => {
  expect(() => tokenOf(of)).toThrow(expect.objectContaining({ code: 'connect_required' }))
})
