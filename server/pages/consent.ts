import { html } from '../html'
import type { Page } from './document'
import { page } from './layout'

export interface ConsentParts {
  readonly csrf: string
  readonly action: string
  readonly clientName: string
  /** Where the client's own description lies; undefined for one that registered itself. */
  readonly clientOrigin: string | undefined
  readonly redirectHost: string
  /** The client is a program on the person's own computer. */
  readonly isLocal: boolean
  readonly tenantName: string
  readonly endpoint: string
  readonly userName: string
  readonly tools: readonly { readonly connector: string; readonly reading: number; readonly changing: number }[]
  /** Tools that change something were asked for too. */
  readonly wantsToCall: boolean
}

const count = (n: number, one: string): string => `${n} ${one}${n === 1 ? '' : 's'}`

/** What a person agrees to: which program, where the answer goes, which endpoint, and what can be done there. */
export const consentPage = (c: ConsentParts): Page =>
  page({
    title: `Allow ${c.clientName}?`,
    intro: html`It asks to use the tools of <strong>${c.tenantName}</strong> as you, ${c.userName}.`,
    body: html`<section>
        <ul class="rows">
          <li>
            <span class="what"
              ><span class="muted small">Program</span><span>${c.clientName}</span
              ><span class="muted small"
                >${
                  c.clientOrigin === undefined
                    ? 'It gave itself this name; nobody has checked it.'
                    : html`Described at ${c.clientOrigin}`
                }</span
              ></span
            >
          </li>
          <li>
            <span class="what"
              ><span class="muted small">The answer goes to</span><code>${c.redirectHost}</code>${
                c.isLocal &&
                html`<span class="muted small">A program on this computer. Allow it only if you just started it.</span>`
              }</span
            >
          </li>
          <li>
            <span class="what"><span class="muted small">Endpoint</span><code>${c.endpoint}</code></span>
          </li>
        </ul>
      </section>
      <section>
        <h2>What it can use</h2>
        ${
          c.tools.length === 0
            ? html`<p class="muted">There are no tools there now. It can use what is added later.</p>`
            : html`<ul class="rows">
                ${c.tools.map(
                  (t) =>
                    html`<li>
                      <span class="what">${t.connector}</span
                      ><span class="muted small"
                        >${[
                          t.reading > 0 && count(t.reading, 'tool') + ' that read',
                          c.wantsToCall && t.changing > 0 && count(t.changing, 'tool') + ' that change things',
                        ]
                          .filter(Boolean)
                          .join(', ')}</span
                      >
                    </li>`,
                )}
              </ul>`
        }
      </section>
      <form method="post" action="${c.action}">
        <input type="hidden" name="csrf" value="${c.csrf}" />
        <div class="actions">
          <button class="primary" name="decision" value="allow">Allow</button>
          ${c.wantsToCall && html`<button name="decision" value="read">Allow only reading</button>`}
          <button name="decision" value="refuse">Refuse</button>
        </div>
      </form>
      <p class="muted small">You can end this at any time among your connected clients.</p>`,
  })
