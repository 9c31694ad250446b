import { isTemplate, matchTemplate } from './uri-template'

test.each([
  ['repo://{owner}/{repo}', 'repo://acme/site', { owner: 'acme', repo: 'site' }],
  ['repo://{owner}/{+path}', 'repo://acme/src/a.ts', { owner: 'acme', path: 'src/a.ts' }],
  ['x://{name}', 'x://a%20b%2Fc', { name: 'a b/c' }],
  ['git+ssh://{host}/a.b(c)?d', 'git+ssh://h/a.b(c)?d', { host: 'h' }],
  ['x://{a}-{b}.txt', 'x://1-2.txt', { a: '1', b: '2' }],
])('%s matches %s', (template, uri, values) => {
  expect(isTemplate(template)).toBe(true)
  expect(matchTemplate(template, uri)).toEqual(values)
})

test.each([
  ['repo://{owner}/{repo}', 'repo://acme/site/more'],
  ['repo://{owner}/{repo}', 'repo://acme/'],
  ['repo://{owner}', 'repo://acme?x=1'],
  ['repo://{owner}', 'other://acme'],
  ['repo://{owner}', 'prefix repo://acme'],
  ['x://a.b/{c}', 'x://aXb/1'],
  ['gitt+ssh://{h}', 'gittssh://h'],
  ['x://{name}', 'x://%E0%A4%A'],
])('%s does not match %s', (template, uri) => {
  expect(matchTemplate(template, uri)).toBeUndefined()
})

test('an unmatched brace is text', () => {
  expect(matchTemplate('x://{a}/}{', 'x://1/}{')).toEqual({ a: '1' })
})
