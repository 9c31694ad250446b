import { BadPathValue, path } from './path'

test('values are encoded, and stay inside their segment', () => {
  expect(path`/repos/${'a b'}/${'c/d?e#f'}/issues/${7}`).toBe('/repos/a%20b/c%2Fd%3Fe%23f/issues/7')
  expect(path`/plain`).toBe('/plain')
})

test('rest() keeps slashes and encodes each segment', () => {
  expect(path`/contents/${path.rest('/src/über uns/a?.ts')}`).toBe('/contents/src/%C3%BCber%20uns/a%3F.ts')
})

test.each(['', '.', '..'])('the value "%s" is refused', (value) => {
  expect(() => path`/repos/${value}/x`).toThrow(BadPathValue)
})

test.each(['', 'a/../b', '..', 'a//b', 'a/.'])('the rest "%s" is refused', (value) => {
  expect(() => path`/contents/${path.rest(value)}`).toThrow(BadPathValue)
})

test('an encoded climb is encoded once more, so it names a file of that name', () => {
  expect(path`/x/${'%2e%2e'}`).toBe('/x/%252e%252e')
})

test('half a surrogate pair is a bad value, not a crash', () => {
  expect(() => path`/x/${'\ud800'}`).toThrow(BadPathValue)
})
