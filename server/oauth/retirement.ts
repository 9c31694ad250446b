import { setTimeout as wait } from 'node:timers/promises'
import { record } from '../audit/store'
import { Credential } from '../credentials/entity'
import { retire } from '../credentials/retire'
import type { Database, EntityManager } from '../db/database'
import type { Log } from '../observability/log'
import type { Revoked, Revoker } from './revoke'
import { SYSTEM } from '../credentials/state'
import { dueForRetirement, isLeased, lockCredential, takeLease } from './store'

/** All tokens of an account, one after the other at a vendor that lets us wait. */
const LEASE_S = 60
/** Until a refresh that runs has stored what it got: its lease, and a little. */
const PATIENCE_MS = 20_000
const POLL_MS = 100
const AT_ONCE = 10

/**
 * Gives back to the vendor what {@link retire} took out of use, and forgets it. Nothing can renew such an account,
 * and none that somebody connects meanwhile is mistaken for it.
 */
export class Retirements {
  readonly #running = new Map<string, Promise<Revoked | undefined>>()

  constructor(private readonly parts: { readonly db: Database; readonly revoker: Revoker; readonly log: Log }) {}

  /** Ends an account and keeps it for the {@link finish} that follows, unless somebody refreshes it at the moment. */
  async begin(em: EntityManager, row: Credential): Promise<string | undefined> {
    await retire(em, row)
    return row.kind === 'token' || (await isLeased(em, row)) ? undefined : takeLease(em, row, LEASE_S)
  }

  /** Undefined where another process does it, or nothing was kept. */
  finish(tenantId: string, id: string, leaseId?: string): Promise<Revoked | undefined> {
    const running = this.#running.get(id) ?? this.#finish(tenantId, id, leaseId).finally(() => this.#running.delete(id))
    this.#running.set(id, running)
    return running
  }

  /** What nobody finished. */
  async sweep(): Promise<void> {
    const room = AT_ONCE - this.#running.size
    if (room <= 0) return
    const due = await this.parts.db.withSystem((em) => dueForRetirement(em, room))
    for (const { tenantId, id } of due) {
      this.finish(tenantId, id).catch((error: unknown) => {
        this.parts.log.warn({ err: error, credential: id }, 'an account was not given back yet')
      })
    }
  }

  async close(): Promise<void> {
    await Promise.allSettled(this.#running.values())
  }

  async #finish(tenantId: string, id: string, leaseId: string | undefined): Promise<Revoked | undefined> {
    const parts = await this.#take(tenantId, id, leaseId)
    const [main] = parts
    if (!main) return undefined
    const answers = await Promise.all(parts.map((part) => this.parts.revoker.revoke(part)))
    const atVendor = answers.find((answer) => answer === 'failed') ?? answers[0] ?? 'not_possible'
    await this.parts.db.withTenant(tenantId, async (em) => {
      const { affected } = await em.delete(Credential, { tenantId, id, isActive: false })
      if (!affected) return
      await record(em, {
        ...{ tenantId, caller: SYSTEM, origin: { requestId: '', address: '' } },
        ...{ action: 'credential.revoke', target: main.provider },
        details: { credentialId: id, account: main.providerUsername, atVendor },
      })
    })
    return atVendor
  }

  /** The tokens as the last refresh left them, with the lease on them. */
  async #take(tenantId: string, id: string, leaseId: string | undefined): Promise<readonly Credential[]> {
    for (const until = Date.now() + PATIENCE_MS; Date.now() < until; await wait(POLL_MS)) {
      const taken = await this.parts.db.withTenant(tenantId, async (em) => {
        const main = await lockCredential(em, tenantId, id)
        if (!main || main.isActive) return []
        const isMine = leaseId !== undefined && main.leaseId === leaseId
        if (!isMine && (await isLeased(em, main))) return undefined
        await takeLease(em, main, LEASE_S)
        return [main, ...(await em.findBy(Credential, { tenantId, mainId: id }))]
      })
      if (taken) return taken
    }
    return []
  }
}
