/** The look of every page here: the colours, type and corners of the web app (web/src/style.css). Served as /pages.css. */
export const PAGES_STYLE = `
:root {
  color-scheme: light dark;
  --page: light-dark(#fbfbfa, #131313);
  --surface: light-dark(#ffffff, #191918);
  --sunken: light-dark(#f4f4f2, #222221);
  --line: light-dark(#e4e3df, #2e2e2c);
  --control: light-dark(#85847e, #7d7c75);
  --ink: light-dark(#1c1c1a, #ededeb);
  --muted: light-dark(#62615b, #a5a49d);
  --accent: light-dark(#2f5aa8, #8fb3f2);
  --accent-strong: light-dark(#264a8c, #abc6f7);
  --on-accent: light-dark(#ffffff, #10203d);
  --good: light-dark(#1d6b41, #7fcb9e);
  --good-soft: light-dark(#eaf5ee, #17271e);
  --bad: light-dark(#b3261e, #f4968e);
  --bad-soft: light-dark(#fdf0ef, #301c1a);
}
:root[data-theme='light'] { color-scheme: light }
:root[data-theme='dark'] { color-scheme: dark }
*, ::before, ::after { box-sizing: border-box }
html { -webkit-text-size-adjust: 100% }
body {
  margin: 0; min-height: 100vh; min-height: 100dvh; background: var(--page); color: var(--ink);
  font: 14px/20px system-ui, -apple-system, 'Segoe UI', Roboto, 'Helvetica Neue', Arial, sans-serif;
  font-variant-numeric: tabular-nums; -webkit-font-smoothing: antialiased; overflow-wrap: break-word;
}
main { display: grid; gap: 24px; width: 100%; max-width: 416px; margin: 0 auto; padding: 40px 16px }
body.door main { min-height: 100vh; min-height: 100dvh; align-content: center }
body.wide main { max-width: 672px; gap: 32px }
main > *, section > *, form > * { min-width: 0 }
h1, h2, p, ul, ol, dl, dd { margin: 0; padding: 0 }
h1 { font-size: 20px; line-height: 28px; font-weight: 600; letter-spacing: -.01em; text-wrap: balance }
@media (min-width: 640px) { h1 { font-size: 28px; line-height: 36px } }
h2 { font-size: 16px; line-height: 24px; font-weight: 600 }
header { display: grid; gap: 8px }
.brand { display: flex; align-items: center; gap: 8px; font-weight: 600; color: var(--ink); text-decoration: none }
.brand svg { width: 20px; height: 20px }
.bar { display: flex; align-items: center; justify-content: space-between; gap: 16px }
.muted { color: var(--muted) }
.small { font-size: 13px }
a { color: inherit; text-decoration-color: var(--control); text-underline-offset: 2px }
a:hover { text-decoration-color: currentColor }
form { display: grid; gap: 16px }
form.inline { display: block }
.field { display: grid; gap: 6px }
label { font-size: 13px; font-weight: 500 }
input {
  width: 100%; height: 36px; padding: 0 12px; border: 1px solid var(--control); border-radius: 6px;
  background: var(--surface); color: var(--ink); font: inherit; font-size: 16px;
}
@media (min-width: 640px) { input { font-size: 14px } }
.check { display: grid; grid-template-columns: auto 1fr; align-items: start; gap: 4px 8px }
.check input { width: 16px; height: 16px; margin: 2px 0 0; accent-color: var(--ink) }
.check label { font-size: 14px; font-weight: 400 }
.check .help { grid-column: 2 }
input[readonly] { background: var(--sunken); border-color: var(--line); color: var(--muted) }
input[aria-invalid='true'] { border-color: var(--bad) }
input.digits { max-width: 160px }
input.code { font: 16px/24px ui-monospace, SFMono-Regular, Menlo, Consolas, monospace; letter-spacing: .08em }
.help { color: var(--muted); font-size: 13px }
.wrong { color: var(--bad); font-size: 13px }
.wrong::before, .notice.bad strong::before { content: '! '; font-weight: 700 }
button, a.primary {
  display: inline-flex; align-items: center; justify-content: center; height: 36px; padding: 0 12px; border-radius: 6px;
  border: 1px solid var(--line); background: var(--surface); color: var(--ink); font: inherit; font-weight: 500;
  white-space: nowrap; text-decoration: none; cursor: pointer; transition: background-color .1s;
}
a.primary { height: auto; min-height: 36px; padding-block: 6px; white-space: normal }
button:hover { background: var(--sunken) }
button.primary, a.primary { border-color: transparent; background: var(--accent); color: var(--on-accent) }
button.primary:hover, a.primary:hover { background: var(--accent-strong) }
button.small { height: 28px; padding: 0 8px; font-size: 13px }
:focus-visible { outline: 2px solid var(--accent); outline-offset: 2px }
.notice { display: grid; gap: 4px; padding: 12px; border: 1px solid var(--line); border-radius: 6px; background: var(--surface) }
.notice.bad { border-color: var(--bad); background: var(--bad-soft) }
.notice.bad strong { color: var(--bad) }
.notice.good { border-color: var(--good); background: var(--good-soft) }
.notice.good strong { color: var(--good) }
.notice.good strong::before { content: '✓ ' }
section { display: grid; gap: 12px }
.rows { list-style: none; border: 1px solid var(--line); border-radius: 6px; background: var(--surface) }
.rows > li { display: flex; align-items: center; justify-content: space-between; gap: 16px; min-height: 40px; padding: 8px 12px }
.rows > li + li { border-top: 1px solid var(--line) }
.rows .what { display: grid; min-width: 0 }
.card form { max-width: 384px }
.card { display: grid; gap: 16px; padding: 16px; border: 1px solid var(--line); border-radius: 6px; background: var(--surface) }
.state { font-weight: 500 }
.state.good { color: var(--good) }
.state.good::before { content: '✓ ' }
code { font: 13px/20px ui-monospace, SFMono-Regular, Menlo, Consolas, 'Liberation Mono', monospace; overflow-wrap: anywhere }
.secret { padding: 8px 12px; border-radius: 6px; background: var(--sunken); user-select: all }
.codes { display: grid; grid-template-columns: repeat(auto-fit, minmax(160px, 1fr)); gap: 4px 24px; padding: 12px; list-style: none; border-radius: 6px; background: var(--sunken) }
.qr { width: 196px; padding: 12px; border-radius: 6px; background: #ffffff; border: 1px solid var(--line) }
.qr svg { display: block; width: 100%; height: auto }
.actions { display: flex; flex-wrap: wrap; align-items: center; gap: 12px }
summary { width: fit-content; cursor: pointer; border-radius: 6px; color: var(--muted); font-size: 13px }
details[open] > summary { margin-bottom: 16px }
.visually-hidden { position: absolute; width: 1px; height: 1px; overflow: hidden; clip-path: inset(50%); white-space: nowrap }
@media (prefers-reduced-motion: reduce) { * { transition: none } }
`
