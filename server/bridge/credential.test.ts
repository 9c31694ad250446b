import { givenKey } from './credential'

test.each([
  [undefined, undefined],
  ['', undefined],
  ['  ', undefined],
  ['${user_config.api_key}', undefined],
  ['${}', undefined],
  [' sk_1_secret\n', 'sk_1_secret'],
  // Not one of ours, but somebody meant something by it: the server says no.
  ['$HOME', '$HOME'],
])('the key of %j is %j', (value, key) => expect(givenKey(value)).toBe(key))
