import type { Caller, Origin } from '../auth/caller'
import type { Database } from '../db/database'
import type { Log } from '../observability/log'
import { record } from './store'

export interface AuditedCall {
  readonly callId: string
  readonly tool: { readonly name: string; readonly connector: { readonly id: string } }
  readonly caller: Caller
  readonly origin: Origin
  readonly tenant: string
}

/**
 * A call that writes leaves two rows: its intent, stored before the vendor is asked, and its outcome. A crash in between
 * leaves an intent without an outcome, never silence.
 */
export class CallAudit {
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

  /** The vendor has acted already: the caller must learn the result even if this row cannot be stored. */
  async #outcome(call: AuditedCall, outcome: string): Promise<void> {
    await this.#store(call, outcome).catch((error: unknown) =>
      this.log.error({ err: error, callId: call.callId, outcome }, 'outcome of a call was not stored'),
    )
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
