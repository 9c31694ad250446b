import { randomBytes } from 'node:crypto'
import { credentialAad, dataKeyAad, open, seal } from './seal'
import { Keyring } from './keyring'

const key = randomBytes(32)
const place = credentialAad('t1', 'c1', 'access_token')

it('opens what it sealed', () => {
  for (const plain of ['', 'ghp_token', 'schlüssel 🔑']) expect(open(key, seal(key, plain, place), place)).toBe(plain)
})

it('never seals alike and never shows the plain text', () => {
  const [a, b] = [seal(key, 'token', place), seal(key, 'token', place)]
  expect(a.equals(b)).toBe(false)
  expect(a.includes('token')).toBe(false)
})

it.each([
  ['tenant', credentialAad('t2', 'c1', 'access_token')],
  ['row', credentialAad('t1', 'c2', 'access_token')],
  ['column', credentialAad('t1', 'c1', 'refresh_token')],
])('does not open in another %s', (_, elsewhere) => {
  expect(() => open(key, seal(key, 'token', place), elsewhere)).toThrow('does not open')
})

it('does not open with another key', () => {
  expect(() => open(randomBytes(32), seal(key, 'token', place), place)).toThrow('does not open')
})

it('does not open when any one byte is another', () => {
  const sealed = seal(key, 'token', place)
  for (let i = 0; i < sealed.length; i++) {
    const changed = Buffer.from(sealed)
    changed.writeUInt8(changed.readUInt8(i) ^ 1, i)
    expect(() => open(key, changed, place)).toThrow()
  }
  for (let n = 0; n < sealed.length; n++) expect(() => open(key, sealed.subarray(0, n), place)).toThrow()
})

describe('keyring', () => {
  const [first, second] = [
    { id: 'first', key: randomBytes(32) },
    { id: 'second', key: randomBytes(32) },
  ]
  const aad = dataKeyAad('t1')

  it('wraps with the first key and unwraps with each', () => {
    const dataKey = Keyring.newDataKey()
    const old = new Keyring([first]).wrap(dataKey, aad)
    const both = new Keyring([second, first])
    expect(both.currentKeyId).toBe('second')
    expect(both.unwrap(old, aad).equals(dataKey)).toBe(true)
    expect(new Keyring([second]).unwrap(both.wrap(dataKey, aad), aad).equals(dataKey)).toBe(true)
  })

  it('does not unwrap without the key, with a wrong one of that name, or for another tenant', () => {
    const wrapped = new Keyring([first]).wrap(Keyring.newDataKey(), aad)
    expect(() => new Keyring([second]).unwrap(wrapped, aad)).toThrow('no master key "first"')
    expect(() => new Keyring([{ id: 'first', key: second.key }]).unwrap(wrapped, aad)).toThrow('does not open')
    expect(() => new Keyring([first]).unwrap(wrapped, dataKeyAad('t2'))).toThrow('does not open')
  })
})
