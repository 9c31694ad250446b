import { browserCommand, openBrowser } from './browser'

const URL = 'https://example.com/oauth/authorize?a=b&c=$(d)'

test.each([
  ['linux', ['xdg-open', URL]],
  ['darwin', ['open', URL]],
  ['win32', ['rundll32', 'url.dll,FileProtocolHandler', URL]],
])('on %s the address is one argument', (platform, command) => expect(browserCommand(URL, platform)).toEqual(command))

test('a computer without a browser is no error', async () => {
  const { PATH } = process.env
  process.env.PATH = ''
  try {
    openBrowser(URL)
    await new Promise((resolve) => setImmediate(resolve))
  } finally {
    process.env.PATH = PATH
  }
})
