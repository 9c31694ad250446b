import type { Whose } from '../auth/sign-in-sessions'
import type { ListedGrant } from '../authorization-server/store'
import { pathOf } from '../mcp/address'
import { AppError } from '../errors'
import { html } from '../html'
import { form } from './layout'
import type { PagesParts } from './parts'
import { when } from './session-words'
import type { Visit } from './visit'

/** Ends one of somebody's own. */
export async function endClient({ clients }: Pick<PagesParts, 'clients'>, visit: Visit, whose: Whose): Promise<void> {
  try {
    await clients.endOwn(whose, visit.form.id ?? '', visit.auditor('client.end'))
  } catch (error) {
    // Ended already, in another window or by an admin: the list shows it.
    if (!(error instanceof AppError) || error.code !== 'not_found') throw error
  }
}

/** The AI clients that somebody allowed, a part of the account page. */
export const clientList = (visit: Visit, grants: readonly ListedGrant[]) =>
  html`<section aria-labelledby="clients">
    <h2 id="clients">Connected clients</h2>
    ${
      grants.length === 0
        ? html`<p class="muted">No AI client may use tools as you.</p>`
        : html`<ul class="rows">
            ${grants.map(
              (grant) =>
                html`<li>
                  <span class="what"
                    ><span>${grant.clientName}</span
                    ><code class="muted">${pathOf({ tenant: grant.tenantSlug, connector: grant.connectorSlug })}</code
                    ><span class="muted small">${placeOf(grant.redirectHost)}, ${used(grant)}</span></span
                  >${form({
                    action: '/account/clients/end',
                    csrf: visit.csrf,
                    submit: 'End',
                    about: grant.clientName,
                    hidden: { id: grant.id },
                    primary: false,
                    inline: true,
                  })}
                </li>`,
            )}
          </ul>`
    }
  </section>`

const used = ({ lastUsedAt, createdAt }: ListedGrant) =>
  lastUsedAt === null ? html`allowed ${when(createdAt)}` : html`last used ${when(lastUsedAt)}`

/** Where the answer went when it was allowed: a host, or `scheme:` of a program. */
function placeOf(redirectHost: string): string {
  if (/^(localhost|127\.0\.0\.1|\[::1\])(:\d+)?$/.test(redirectHost)) return 'a program on a computer'
  return /:$|:\/\//.test(redirectHost) ? `a program that opens ${redirectHost}` : redirectHost
}
