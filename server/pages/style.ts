/** The look of every page here, with the colours of the web app. Served as /pages.css. */
export const PAGES_STYLE = `
:root {
  color-scheme: light;
  --page: #fbfbfa; --surface: #ffffff; --sunken: #f3f3f1; --line: #e3e2de; --control: #8c8b85;
  --ink: #1d1d1b; --muted: #63625c; --accent: #2f5aa8; --accent-strong: #264a8c; --on-accent: #ffffff;
  --good: #1f6f43; --bad: #b3261e; --bad-soft: #fdf1f0;
}
@media (prefers-color-scheme: dark) {
  :root {
    color-scheme: dark;
    --page: #141414; --surface: #1b1b1a; --sunken: #242423; --line: #32322f; --control: #76756e;
    --ink: #ececea; --muted: #a3a29b; --accent: #8fb3f2; --accent-strong: #a9c5f6; --on-accent: #10203d;
    --good: #7cc79a; --bad: #f2928a; --bad-soft: #2c1b1a;
  }
}
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
a { color: var(--accent); text-underline-offset: 2px }
form { display: grid; gap: 16px }
form.inline { display: block }
.field { display: grid; gap: 4px }
label { font-weight: 500 }
input {
  width: 100%; height: 36px; padding: 0 12px; border: 1px solid var(--control); border-radius: 6px;
  background: var(--surface); color: var(--ink); font: inherit; font-size: 16px;
}
@media (min-width: 640px) { input { font-size: 14px } }
.check { display: grid; grid-template-columns: auto 1fr; align-items: baseline; gap: 4px 8px }
.check input { width: auto; height: auto; margin: 0 }
.check .help { grid-column: 2 }
input[readonly] { background: var(--sunken); border-color: var(--line); color: var(--muted) }
input[aria-invalid='true'] { border-color: var(--bad) }
input.digits { max-width: 160px }
input.code { font: 16px ui-monospace, SFMono-Regular, Menlo, Consolas, monospace; letter-spacing: .08em }
.help { color: var(--muted); font-size: 13px }
.wrong { color: var(--bad); font-size: 13px }
.wrong::before, .notice.bad strong::before { content: '! '; font-weight: 700 }
button, a.primary {
  display: inline-flex; align-items: center; justify-content: center; height: 36px; padding: 0 12px; border-radius: 6px;
  border: 1px solid var(--line); background: var(--surface); color: var(--ink); font: inherit; font-weight: 500;
  white-space: nowrap; text-decoration: none; cursor: pointer; transition: background-color .1s;
}
button:hover { background: var(--sunken) }
button.primary, a.primary { border-color: transparent; background: var(--accent); color: var(--on-accent) }
button.primary:hover, a.primary:hover { background: var(--accent-strong) }
button.small { height: 28px; padding: 0 8px; font-size: 12px }
:focus-visible { outline: 2px solid var(--accent); outline-offset: 2px }
.notice { display: grid; gap: 4px; padding: 12px; border: 1px solid var(--line); border-radius: 6px; background: var(--surface) }
.notice.bad { border-color: var(--bad); background: var(--bad-soft) }
.notice.bad strong { color: var(--bad) }
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
