import { SecretHunt } from '../support/secrets'

/* A secret that is somewhere is found, however it is spelt there. */
it.each([
  ['as it is', (text: string) => text],
  ['in an address', encodeURIComponent],
  ['in JSON', (text: string) => JSON.stringify({ text })],
  ['as bytes', (text: string) => `\\x${Buffer.from(text).toString('hex')}`],
  ['in base64', (text: string) => Buffer.from(text).toString('base64')],
])('would be found %s', (_, spell) => {
  const control = new SecretHunt()
  const secret = 'secret of github &=+%"'
  control.plant('a secret', secret)
  control.look('a place', `before ${spell(secret)} after`)
  control.look('another place', 'before and after')
  expect(control.found()).toEqual(['a secret in a place'])
})
