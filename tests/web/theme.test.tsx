import { setTheme } from '../../web/src/hooks/theme'

it('tells the server too, whose own pages have no script', () => {
  setTheme('dark')
  expect([document.documentElement.dataset.theme, document.cookie]).toEqual(['dark', 'sagemcp-theme=dark'])
  setTheme('light')
  expect(document.cookie).toBe('sagemcp-theme=light')
  setTheme('system')
  expect([document.documentElement.dataset.theme, document.cookie]).toEqual([undefined, ''])
})
