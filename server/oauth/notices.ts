import { LRUCache } from 'lru-cache'
import { oauthOf, type Registry } from '../../connectors/sdk'
import { Credential } from '../credentials/entity'
import { hasAppProblem } from '../credentials/sealed-credential'
import type { Database } from '../db/database'
import { accountEndedMail, accountExpiringMail, accountLacksMail, appProblemMail } from '../mail/letters'
import type { Mailer } from '../mail/mailer'
import type { Log } from '../observability/log'
import { findTenant } from '../tenants/store'
import { connectorsUsing, wasTold, whoAdministers, whoMends } from './store'

export interface NoticeParts {
  readonly db: Database
  readonly registry: Registry
  readonly mailer: Pick<Mailer, 'isOn' | 'send'>
  readonly publicUrl: string
  readonly log: Log
}

/** Where a person connects the account of a connector, whenever that is: a link in a mail is followed days later. */
export const connectPage = (publicUrl: string, tenant: string, connector: string): string =>
  `${publicUrl}/connect/${tenant}/${connector}`

/** An account that wavers, or an application with many accounts, is one mail. */
const ONCE_MS = 24 * 3_600_000

/** Tells the person who can mend it, by mail, that an account does not work any more, or not for everything or not for long. */
export class AccountNotices {
  /** What was told of accounts that still work. Another process may tell it again: seldom, and no harm. */
  readonly #warned = new LRUCache<string, true>({ max: 10_000, ttl: ONCE_MS })

  constructor(private readonly parts: NoticeParts) {}

  /** After the commit that found it. Nobody waits for the mail. */
  ended(tenantId: string, credentialId: string): void {
    if (!this.parts.mailer.isOn) return
    this.#send(tenantId, credentialId).catch((error: unknown) => {
      this.parts.log.warn({ err: error, credential: credentialId }, 'nobody was told that an account ended')
    })
  }

  async #send(tenantId: string, id: string): Promise<void> {
    const { db, registry, mailer, publicUrl } = this.parts
    const tenant = await db.withSystem((em) => findTenant(em, tenantId))
    const found = await db.withTenant(tenantId, async (em) => {
      const row = await em.findOneBy(Credential, { tenantId, id })
      const main = row?.mainId ? await em.findOneBy(Credential, { tenantId, id: row.mainId }) : row
      if (!row || !main?.isActive) return undefined
      const types = registry.ofProvider(main.provider)
      const names = types.map(({ type }) => type)
      const connectors = await connectorsUsing(em, main, names)
      const isApp = hasAppProblem(row)
      if (connectors.length === 0) return undefined
      if (row.state === 'reconnect_needed' || main.condition === 'reconnect_needed') {
        if (await wasTold(em, main, isApp, ONCE_MS)) return undefined
        await em.update(Credential, { tenantId, id: main.id }, { toldAt: new Date() })
      } else {
        const what = `${main.id} ${main.condition}`
        if (this.#warned.has(what)) return undefined
        this.#warned.set(what, true)
      }
      const people = await (isApp ? whoAdministers(em, main) : whoMends(em, main))
      return { main, type: types[0], connectors, isApp, people }
    })
    const [connector] = found?.connectors ?? []
    const oauth = found?.type && oauthOf(found.type)
    if (!tenant?.isActive || !found || !connector || !oauth) return
    const mail = {
      tenant: tenant.name,
      account: `${oauth.title}${found.main.providerUsername === null ? '' : ` ${found.main.providerUsername}`}`,
      isOwn: found.main.userId !== null,
      connectors: found.connectors.map(({ name }) => name),
      url: connectPage(publicUrl, tenant.slug, connector.slug),
    }
    const letter = letterFor(found.main, found.isApp)
    await Promise.all(found.people.map((to) => mailer.send(letter({ to, ...mail }))))
  }
}

function letterFor({ condition }: Credential, isApp: boolean) {
  if (isApp) return appProblemMail
  return condition === 'expiring'
    ? accountExpiringMail
    : condition === 'scope_missing'
      ? accountLacksMail
      : accountEndedMail
}
