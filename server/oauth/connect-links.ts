import { LRUCache } from 'lru-cache'
import { ConnectorError, oauthOf } from '../../connectors/sdk'
import { record } from '../audit/store'
import type { Caller, Origin } from '../auth/caller'
import { may } from '../auth/permissions'
import type { Database } from '../db/database'
import { AppError } from '../errors'
import type { TenantRef } from '../tenants/tenant-ref'
import type { SnapshotConnector } from '../tools/snapshot'
import type { ConnectLink, Connects } from './connect'
import { findByLink } from './attempt-store'

/** Whose call it was, and at what. */
export interface Lacking {
  readonly caller: Caller
  readonly origin: Origin
  readonly tenant: TenantRef
  readonly connector: SnapshotConnector
}

/** Errors that connecting the account again may cure. */
const CURABLE = new Set(['connect_required', 'auth_expired', 'missing_scope'])
/** A program that tries again and again is given one link meanwhile. Half of a link's life: what is given out lasts a while. */
const SAME_MS = 5 * 60_000
const MAX_LINKS = 10_000

/** Puts the next step into the error of a call that lacks an account: the link, or who has to connect it. */
export class ConnectLinks {
  /** Promises, so that calls side by side get one link. */
  readonly #made = new LRUCache<string, Promise<ConnectLink>>({ max: MAX_LINKS, ttl: SAME_MS })

  constructor(
    private readonly connects: Pick<Connects, 'create'>,
    private readonly db: Pick<Database, 'withSystem'>,
  ) {}

  async cure(error: ConnectorError, lacking: Lacking): Promise<ConnectorError> {
    const { caller, tenant, connector } = lacking
    if (!CURABLE.has(error.code) || !oauthOf(connector.type)) return error
    if (connector.account === 'shared' && (caller.userId === undefined || !may(caller, 'connectors:write'))) {
      return hinted(error, `An admin of "${tenant.name}" has to connect the account of the connector.`)
    }
    try {
      const { url } = await this.#link(lacking)
      return new ConnectorError(error.code, error.message, {
        ...error.details,
        hint: `Open this page, sign in and connect the account, then repeat the call: ${url}`,
        connectUrl: url,
      })
    } catch (problem) {
      if (!(problem instanceof AppError)) throw problem
      return hinted(error, [problem.message, problem.details.hint].filter(Boolean).join(' '))
    }
  }

  async #link(lacking: Lacking): Promise<ConnectLink> {
    const { caller, connector } = lacking
    const key = [caller.userId ?? caller.id, connector.id, connector.account].join(' ')
    const known = this.#made.get(key)
    if (known && (await this.#isOpen(known))) return known
    // Whoever waited beside this one may have made the next.
    const other = this.#made.get(key)
    if (other && other !== known) return other
    const made = this.#create(lacking)
    this.#made.set(key, made)
    made.catch(() => this.#made.delete(key))
    return made
  }

  /** Not followed to its end, and not pushed out by others. */
  async #isOpen(link: Promise<ConnectLink>): Promise<boolean> {
    const { url } = await link
    return (await this.db.withSystem((em) => findByLink(em, url.slice(url.lastIndexOf('/') + 1)))) !== null
  }

  #create({ caller, origin, tenant, connector }: Lacking): Promise<ConnectLink> {
    return this.connects.create(caller, tenant, connector.id, (em, { target, details }) =>
      record(em, {
        ...{ tenantId: tenant.id, caller, origin, action: 'credential.link', target },
        ...(details === undefined ? {} : { details }),
      }),
    )
  }
}

const hinted = (error: ConnectorError, hint: string): ConnectorError =>
  new ConnectorError(error.code, error.message, { ...error.details, hint })
