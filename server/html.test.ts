import { html } from './html'

it('escapes what is put in, and nothing that it made itself', () => {
  const bold = html`<b>${'<i>&"\''}</b>`
  expect(bold.text).toBe('<b>&#60;i&#62;&#38;&#34;&#39;</b>')
  expect(html`${bold} ${[1, html`<hr />`, '<']} ${false}${undefined}`.text).toBe(`${bold.text} 1<hr />&#60; `)
})
