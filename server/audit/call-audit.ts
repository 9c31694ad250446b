import type { Caller, Origin } from '../auth/caller'
import type { Database } from '../db/database'
import { AppError } from '../errors'
import type { Log } from '../observability/log'
import { record } from './store'

export interface AuditedCall {
  readonly callId: string
  readonly tool: { readonly name: string; readonly connector: { readonly id: string } }
  readonly caller: Caller
  readonly origin: Origin
  readonly tenant: string
}

interface Ended {
  readonly call: AuditedCall
  readonly outcome: string
}

const AGAIN_MS = 1_000
const MOST_KEPT = 20_000

/**
 * A call that writes leaves two rows: its intent, stored before the vendor is asked, and its outcome. A crash in between
 * leaves an intent without an outcome, never silence. Outcomes that a database which is away does not take are kept.
 */
export class CallAudit {
  #kept: Ended[] = []
  #timer: NodeJS.Timeout | undefined

  constructor(
    private readonly db: Database,
    private readonly log: Log,
  ) {}

  /** `codeOf` says in one word how work ended that threw. */
  async around<T>(call: AuditedCall, work: () => Promise<T>, codeOf: (thrown: unknown) => string): Promise<T> {
    await this.#store(call, 'intent')
    try {
      const result = await work()
      await this.#outcome(call, 'ok')
      return result
    } catch (error) {
      await this.#outcome(call, codeOf(error))
      throw error
    }
  }

  /** Stores what was kept, if that is possible now. */
  async close(): Promise<void> {
    clearTimeout(this.#timer)
    await this.#storeKept()
    clearTimeout(this.#timer)
    if (this.#kept.length > 0) this.log.error({ outcomes: this.#kept.length }, 'outcomes of calls were not stored')
  }

  /** The vendor has acted already: the caller must learn the result even if this row cannot be stored. */
  async #outcome(call: AuditedCall, outcome: string): Promise<void> {
    await this.#store(call, outcome).catch((error: unknown) => {
      const isAway = error instanceof AppError && this.#kept.length < MOST_KEPT
      if (isAway) this.#keep({ call, outcome })
      else this.log.error({ err: error, callId: call.callId, outcome }, 'outcome of a call was not stored')
    })
  }

  #keep(...ended: Ended[]): void {
    this.#kept.push(...ended)
    this.#timer ??= setTimeout(() => void this.#storeKept(), AGAIN_MS).unref()
  }

  async #storeKept(): Promise<void> {
    this.#timer = undefined
    const ended = this.#kept
    this.#kept = []
    for (const [at, { call, outcome }] of ended.entries()) {
      try {
        await this.#store(call, outcome)
      } catch (error) {
        if (error instanceof AppError) return this.#keep(...ended.slice(at))
        this.log.error({ err: error, callId: call.callId, outcome }, 'outcome of a call was not stored')
      }
    }
  }

  #store(call: AuditedCall, outcome: string): Promise<void> {
    return this.db.withTenant(call.tenant, (em) =>
      record(em, {
        tenantId: call.tenant,
        caller: call.caller,
        origin: call.origin,
        action: 'tool.call',
        target: call.tool.name,
        outcome,
        callId: call.callId,
      }),
    )
  }
}
