import { html } from '../html'

/** A paragraph, or an address to open with what it is for. */
export type Block = string | { readonly link: string; readonly label: string }

export interface Mail {
  /** One e-mail address. */
  readonly to: string
  readonly subject: string
  readonly blocks: readonly Block[]
}

/** A mail, written out. */
export interface Message {
  readonly to: string
  readonly subject: string
  readonly text: string
  readonly html: string
}

const FOOT = 'Sent by SageMCP. Nobody reads answers to this address.'

export function compose({ to, subject, blocks }: Mail): Message {
  const clean = blocks.map((block) =>
    typeof block === 'string' ? oneLine(block) : { link: oneLine(block.link), label: oneLine(block.label) },
  )
  return { to, subject: oneLine(subject), text: asText(clean), html: asHtml(clean) }
}

/**
 * Names are typed by people or come from elsewhere: whatever could begin a new line, end a header or turn the direction of
 * reading is a space.
 */
const oneLine = (text: string): string =>
  text.replace(/[\p{Cc}\p{Zl}\p{Zp}\u061C\u200E\u200F\u202A-\u202E\u2066-\u2069]+/gu, ' ').trim()

const asText = (blocks: readonly Block[]): string =>
  [
    ...blocks.map((block) => (typeof block === 'string' ? block : `${block.label}:\n${block.link}`)),
    `-- \n${FOOT}`,
  ].join('\n\n') + '\n'

const asHtml = (blocks: readonly Block[]): string =>
  html`<!doctype html>
    <html lang="en">
      <body
        style="margin: 0; padding: 24px; font: 15px/22px system-ui, -apple-system, Arial, sans-serif; color: #1d1d1b"
      >
        ${blocks.map((block) =>
          typeof block === 'string'
            ? html`<p style="margin: 0 0 16px">${block}</p>`
            : html`<p style="margin: 0 0 16px">
                  <a href="${block.link}" style="color: #2f5aa8; font-weight: 600">${block.label}</a>
                </p>
                <p style="margin: 0 0 16px; color: #63625c; font-size: 13px">${block.link}</p>`,
        )}
        <p style="margin: 24px 0 0; color: #63625c; font-size: 13px">${FOOT}</p>
      </body>
    </html>`.text
