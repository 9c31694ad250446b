import type { IncomingMessage } from 'node:http'
import { readCookie } from '../auth/sign-in-sessions'
import { Html, html } from '../html'

/** What the web app writes beside its own memory (web/src/hooks/theme.ts), for these pages, which have no script to ask there. */
const THEME_COOKIE = 'sagemcp-theme'
const DOCTYPE = new Html('<!doctype html>\n')

/** A page, whoever reads it. What is sent of it is a whole document in the theme that this browser has chosen. */
export class Page {
  constructor(private readonly content: Html) {}

  for(req: Pick<IncomingMessage, 'headers'>): string {
    const theme = themeOf(req)
    return html`${DOCTYPE}
      <html lang="en" ${theme !== undefined && html`data-theme="${theme}"`}>
        ${this.content}
      </html> `.text
  }
}

/** Undefined: as the system has it. Anybody can send any cookie, so only the two words that there are come back. */
function themeOf(req: Pick<IncomingMessage, 'headers'>): 'light' | 'dark' | undefined {
  const kept = readCookie(req, THEME_COOKIE)
  return kept === 'light' || kept === 'dark' ? kept : undefined
}
