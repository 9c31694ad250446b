import { type Content, Html, html } from '../html'
import { Page } from './document'

interface PageParts {
  /** The answer that the page gives, in a few words. */
  readonly title: string
  /** `door`: one thing in the middle of the screen. `wide`: a page to read. */
  readonly shape?: 'door' | 'wide'
  /** At the right of the name, such as a sign-out button. */
  readonly aside?: Content
  readonly intro?: Content
  readonly body: Content
}

/** The product's mark, drawn here so that the pages need nothing of the web app. */
const MARK = html`<svg viewBox="0 0 32 32" aria-hidden="true">
  <rect width="32" height="32" rx="7" fill="#2f4b7c" />
  <g fill="none" stroke="#fff" stroke-width="2.5" stroke-linecap="round">
    <path d="M11 9h4a4 4 0 0 1 4 4v6a4 4 0 0 0 4 4" />
    <path d="M11 23h4a4 4 0 0 0 4-4v-6a4 4 0 0 1 4-4" />
  </g>
  <g fill="#fff">
    <circle cx="9" cy="9" r="3" />
    <circle cx="9" cy="23" r="3" />
    <circle cx="23" cy="9" r="3" />
    <circle cx="23" cy="23" r="3" />
  </g>
</svg>`

export const page = ({ title, shape = 'door', aside, intro, body }: PageParts): Page =>
  new Page(
    html`<head>
        <meta charset="utf-8" />
        <meta name="viewport" content="width=device-width, initial-scale=1" />
        <meta name="robots" content="noindex" />
        <title>${title} · SageMCP</title>
        <link rel="icon" href="/favicon.svg" type="image/svg+xml" />
        <link rel="stylesheet" href="/pages.css" />
      </head>
      <body class="${shape}">
        <main>
          <div class="bar"><a class="brand" href="/">${MARK}SageMCP</a>${aside}</div>
          <header>
            <h1>${title}</h1>
            ${intro !== undefined && html`<p class="muted">${intro}</p>`}
          </header>
          ${body}
        </main>
      </body>`,
  )

interface FieldParts {
  readonly name: string
  readonly label: string
  readonly type?: 'text' | 'email' | 'password'
  /** What the browser and its password manager may fill in. */
  readonly autocomplete: string
  readonly value?: string | undefined
  readonly help?: Content
  readonly error?: string | undefined
  readonly autofocus?: boolean
  readonly readonly?: boolean
  /** Of a second factor: six digits, or a recovery code with its letters. */
  readonly code?: 'digits' | 'recovery'
  readonly minlength?: number
}

/** A label, its field, what helps, and what is wrong, in this order; the last two are read out with the field. */
export function field(f: FieldParts): Html {
  const described = [f.help !== undefined && `${f.name}-help`, f.error !== undefined && `${f.name}-wrong`].filter(
    Boolean,
  )
  const flags = [
    (f.autofocus === true || f.error !== undefined) && 'autofocus',
    f.readonly === true && 'readonly',
    f.code !== undefined && `class="code ${f.code}" spellcheck="false" autocapitalize="none"`,
    f.code === 'digits' && 'inputmode="numeric"',
    f.type === 'email' && 'spellcheck="false" autocapitalize="none"',
    f.minlength !== undefined && `minlength="${f.minlength}"`,
    f.error !== undefined && 'aria-invalid="true"',
    described.length > 0 && `aria-describedby="${described.join(' ')}"`,
  ].filter((flag) => flag !== false)
  return html`<div class="field">
    <label for="${f.name}">${f.label}</label>
    <input
      id="${f.name}"
      name="${f.name}"
      type="${f.type ?? 'text'}"
      autocomplete="${f.autocomplete}"
      value="${f.value ?? ''}"
      required
      ${new Html(flags.join(' '))}
    />
    ${f.help !== undefined && html`<p class="help" id="${f.name}-help">${f.help}</p>`}
    ${f.error !== undefined && html`<p class="wrong" id="${f.name}-wrong">${f.error}</p>`}
  </div>`
}

/** Sent as `on` when it is ticked, and not at all when it is not. */
export const checkbox = (c: { name: string; label: string; help?: Content; checked: boolean }): Html =>
  html`<div class="check">
    <input
      id="${c.name}"
      name="${c.name}"
      type="checkbox"
      value="on"
      ${c.checked && new Html('checked')}
      ${c.help !== undefined && html`aria-describedby="${c.name}-help"`}
    />
    <label for="${c.name}">${c.label}</label>
    ${c.help !== undefined && html`<p class="help" id="${c.name}-help">${c.help}</p>`}
  </div>`

/** What went wrong with the whole form, and what to do next. */
export const notice = (kind: 'bad' | 'good', title: string, more?: Content): Html =>
  html`<div class="notice ${kind}" role="${kind === 'bad' ? 'alert' : 'status'}">
    <strong>${title}</strong>${more !== undefined && html`<p>${more}</p>`}
  </div>`

interface FormParts {
  readonly action: string
  readonly csrf: string
  readonly submit: string
  readonly body?: Content
  readonly hidden?: Readonly<Record<string, string>>
  /** Follows the button. */
  readonly after?: Content
  /** One on a page: the thing to do next. */
  readonly primary?: boolean
  /** A button in a line of a list. */
  readonly inline?: boolean
  /** What the button is about, where its word alone does not say. */
  readonly about?: string
}

/** The errors come from the server, in one voice, so the browser's own checks are off. */
export const form = ({
  action,
  csrf,
  submit,
  body,
  hidden = {},
  after,
  primary = true,
  inline = false,
  about,
}: FormParts) =>
  html`<form method="post" action="${action}" novalidate${inline ? new Html(' class="inline"') : ''}>
    ${Object.entries({ csrf, ...hidden }).map(([name, value]) => html`<input type="hidden" name="${name}" value="${value}" />`)}
    ${body}
    <button class="${primary ? 'primary' : inline ? 'small' : ''}">
      ${submit}${about !== undefined && html`<span class="visually-hidden"> ${about}</span>`}
    </button>
    ${after}
  </form>`

/** A page that says one thing and leads on. */
export const message = (title: string, intro: Content, next?: { href: string; label: string }): Page =>
  page({ title, intro, body: next && html`<p><a class="primary" href="${next.href}">${next.label}</a></p>` })
