import { html } from '../html'
import { Page } from './document'

const page = new Page(
  html`<body>
    Hello
  </body>`,
)
const asked = (cookie?: string) => page.for({ headers: cookie === undefined ? {} : { cookie } })

it.each(['light', 'dark'])('is %s for a browser that chose so', (theme) => {
  expect(asked(`a=b; sagemcp-theme=${theme}`)).toContain(`<html lang="en" data-theme="${theme}">`)
})

it.each([
  undefined,
  'sagemcp-theme=system',
  'sagemcp-theme=',
  'sagemcp-theme=DARK',
  'sagemcp-theme=dark"><script>alert(1)</script>',
  'sagemcp-theme=dark; sagemcp-theme=light',
  'other=dark',
])('is as the system has it where a cookie says %p', (cookie) => {
  const text = asked(cookie)
  expect(text).toMatch(/<html lang="en" ?>/)
  expect(text).not.toMatch(/data-theme|script/)
})
