import { browserOf, when } from './session-words'

it.each([
  ['Mozilla/5.0 (X11; Linux x86_64; rv:140.0) Gecko/20100101 Firefox/140.0', 'Firefox on Linux'],
  ['Mozilla/5.0 (Windows NT 10.0) AppleWebKit/537.36 Chrome/140.0 Safari/537.36 Edg/140.0', 'Edge on Windows'],
  ['Mozilla/5.0 (Linux; Android 15) AppleWebKit/537.36 Chrome/140.0 Mobile Safari/537.36', 'Chrome on Android'],
  ['Mozilla/5.0 (iPhone; CPU iPhone OS 18_0 like Mac OS X) Version/18.0 Safari/604.1', 'Safari on iOS'],
  ['curl/8', 'A browser'],
])('reads %s', (userAgent, words) => {
  expect(browserOf(userAgent)).toBe(words)
})

it.each([
  [0, 'just now'],
  [-5, '5 minutes ago'],
  [-180, '3 hours ago'],
  [-1440, 'yesterday'],
])('says when %i minutes were', (minutes, words) => {
  expect(when(new Date(minutes * 60_000), 0).text).toContain(`>${words}<`)
})
