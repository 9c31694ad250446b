/** Text that is HTML already. Everything else that goes into a page is escaped. */
export class Html {
  constructor(readonly text: string) {}
}

export type Content = Html | string | number | undefined | false | readonly Content[]

/** html`<p>${name}</p>`: what is put in is escaped, unless it was made by this tag. Lists are joined, undefined and false are nothing. */
export function html(parts: TemplateStringsArray, ...values: readonly Content[]): Html {
  return new Html(parts.reduce((all, part, i) => all + render(values[i - 1]) + part))
}

function render(value: Content): string {
  if (value === undefined || value === false) return ''
  if (value instanceof Html) return value.text
  if (typeof value === 'object') return value.map(render).join('')
  return String(value).replace(/[&<>"']/g, (c) => `&#${c.charCodeAt(0)};`)
}
