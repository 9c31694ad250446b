export const DOCS_STYLE = `
:root { color-scheme: light dark; --line: color-mix(in srgb, currentColor 18%, transparent); --accent: light-dark(#2456c9, #8fb2ff) }
* { box-sizing: border-box }
body { margin: 0; background: light-dark(#fff, #141414); color: light-dark(#1d1d1b, #ececea); display: grid; grid-template-columns: 18rem minmax(0, 1fr); font: 15px/1.55 system-ui, sans-serif }
nav { position: sticky; top: 0; height: 100vh; overflow: auto; padding: 1.5rem 1rem; border-right: 1px solid var(--line); font-size: 13px }
nav ul { list-style: none; margin: 0; padding: 0 }
nav li { padding: .15rem 0 }
main { max-width: 60rem; padding: 1.5rem 2rem 6rem }
a { color: var(--accent); text-underline-offset: 2px }
h1 { font-size: 28px; margin: 0 0 1rem }
h2 { font-size: 20px; margin: 0 0 .5rem }
main > h2 { margin-top: 4rem }
h3 { font-size: 16px; margin: 0 0 .5rem }
section { padding: 1.5rem 0; border-top: 1px solid var(--line); scroll-margin-top: 1rem }
p { margin: .4rem 0 }
code { font: 13px ui-monospace, monospace; overflow-wrap: anywhere }
.method { display: inline-block; min-width: 4.2rem; font: 600 12px ui-monospace, monospace }
.get { color: light-dark(#1a7340, #6fd699) } .delete { color: light-dark(#b3261e, #ff9d94) }
.post, .put, .patch { color: light-dark(#8a5300, #f0bd6a) }
table { width: 100%; border-collapse: collapse; margin: .75rem 0; font-size: 14px }
th { text-align: left; font-weight: 600 }
th, td { padding: .35rem .75rem .35rem 0; border-bottom: 1px solid var(--line); vertical-align: top }
@media (max-width: 50rem) { body { display: block } nav { position: static; height: auto; border: 0 } main { padding: 1rem } }
`
