import { v7 } from 'uuid'
import {
  type CallContext,
  type Connector,
  ConnectorError,
  Content,
  type Effect,
  fit,
  type PromptMessage,
  type ResourceContents,
} from '../../connectors/sdk'
import type { CallAudit } from '../audit/call-audit'
import type { Usage } from '../audit/usage'
import type { Caller, Origin } from '../auth/caller'
import type { Accounts, Held, Need } from '../credentials/accounts'
import type { ConnectLinks } from '../oauth/connect-links'
import type { Doctor } from '../oauth/doctor'
import type { Recorder } from '../observability/recorder'
import type { Span } from '../observability/tracer'
import type { Vendors } from '../vendors/vendors'
import { argumentSizes } from './argument-sizes'
import type { Cancel } from './cancellation'
import { Deadline } from './deadline'
import { checkSize, fitContent } from './fit-content'
import { InputNeeded } from './input-needed'
import { Memories } from './memories'
import type { OfferedTool } from './offered-tool'
import type { Snapshot, SnapshotConnector } from './snapshot'

/** What a call has for connector code; that is given a real signal when it asks for it. */
export interface AskContext extends Omit<CallContext, 'signal'> {
  readonly signal: Cancel
}

/** Who asks for something of one connector. */
export interface Ask {
  readonly caller: Caller
  readonly origin: Origin
  readonly transport: string
  readonly snapshot: Snapshot
  readonly ctx: AskContext
  /** What it is part of. */
  readonly span?: Span | undefined
}

export interface ToolCall extends Ask {
  readonly tool: OfferedTool
  readonly args: Readonly<Record<string, unknown>>
}

export type Outcome =
  /** `json` is the value's text: it is needed for the size, the text block and the usage row, and made once. */
  | { kind: 'value'; value: unknown; json: string }
  | { kind: 'content'; content: Content }
  | { kind: 'error'; error: ConnectorError }
  | { kind: 'input'; needed: InputNeeded }
  /** Nobody waits for the answer any more. */
  | { kind: 'cancelled' }
  /** A defect of ours or of the type: the caller learns only that, the log learns why. */
  | { kind: 'failed'; cause: unknown }

interface ToolNeed extends Need {
  /** The full name of the tool, where it is one. */
  readonly name?: string
}

/** What a prompt or resource asks for is known only to the vendor. */
const NO_SCOPES: ToolNeed = { scopes: [] }

export interface RunnerParts {
  readonly accounts: Accounts
  readonly links: ConnectLinks
  readonly doctor: Doctor
  readonly vendors: Vendors
  readonly usage: Usage
  readonly audit: CallAudit
  readonly recorder: Pick<Recorder, 'toolCall'>
  readonly limits: { readonly callTimeoutMs: number; readonly maxResultBytes: number }
}

/** The pipeline, and the only caller of connector code. */
export class ToolRunner {
  readonly #running = new Set<Promise<Outcome>>()
  readonly #memories = new Memories()

  constructor(private readonly parts: RunnerParts) {}

  run(call: ToolCall): Promise<Outcome> {
    const running = this.#run(call)
    this.#running.add(running)
    return running.finally(() => this.#running.delete(running))
  }

  /** Calls that run now. */
  get running(): ReadonlySet<Promise<Outcome>> {
    return this.#running
  }

  async #run(call: ToolCall): Promise<Outcome> {
    const started = performance.now()
    const startedAt = new Date()
    // In the order of time: rows about calls are stored at the end of their index, not all over it.
    const callId = v7()
    const outcome = await this.#attempt(call, callId).catch((thrown: unknown) => this.#thrown(call, thrown))
    const { tool, caller } = call
    const ended = outcomeCode(outcome)
    const durationMs = performance.now() - started
    this.parts.recorder.toolCall(call.transport, tool.connector.type.type, tool.tool, ended, durationMs / 1_000)
    this.parts.usage.record({
      id: callId,
      tenantId: call.snapshot.tenant.id,
      connectorId: tool.connector.id,
      tool: tool.name,
      actor: caller.id,
      actorName: caller.name,
      userId: caller.userId ?? null,
      transport: call.transport,
      startedAt,
      durationMs: Math.round(durationMs),
      outcome: ended,
      arguments: argumentSizes(call.args),
      resultBytes: outcome.kind === 'value' ? Buffer.byteLength(outcome.json) : 0,
      requestId: call.origin.requestId,
    })
    return outcome
  }

  /** Reads a resource; `ConnectorError` where the vendor refused. */
  readResource(ask: Ask, connector: SnapshotConnector, uri: string): Promise<ResourceContents> {
    return this.#on(connector, 'read', NO_SCOPES, ask, async (instance, ctx) =>
      checkSize(await instance.readResource(uri, ctx)),
    )
  }

  /** Renders a prompt of a connector, which may ask the vendor for what it needs. */
  renderPrompt(
    ask: Ask,
    connector: SnapshotConnector,
    name: string,
    args: Readonly<Record<string, string>>,
  ): Promise<readonly PromptMessage[]> {
    return this.#on(connector, 'read', NO_SCOPES, ask, async (instance, ctx) => {
      const prompt = (await instance.getPrompts(ctx)).find((p) => p.name === name)
      if (!prompt) throw new ConnectorError('not_found', `There is no prompt "${name}".`)
      return prompt.render(args, ctx)
    })
  }

  async #attempt(call: ToolCall, callId: string): Promise<Outcome> {
    const { tool, snapshot, caller } = call
    const { connector } = tool
    const input = tool.validateInput(call.args)
    if (!input.ok) return { kind: 'error', error: input.error }
    const args = input.value as Readonly<Record<string, unknown>>
    const execute = () =>
      this.#on(connector, tool.effect, tool, call, (instance, ctx) => instance.executeTool(tool.tool, args, ctx))
    const result =
      tool.effect === 'read'
        ? await execute()
        : await this.parts.audit.around(
            { callId, tool, caller, origin: call.origin, tenant: snapshot.tenant.id },
            execute,
            (thrown) => outcomeCode(this.#thrown(call, thrown)),
          )
    return this.#shape(call, result)
  }

  /** What lacks an account says where it is connected. */
  async #on<T>(
    connector: SnapshotConnector,
    effect: Effect,
    need: ToolNeed,
    ask: Ask,
    work: (instance: Connector, ctx: CallContext) => Promise<T>,
  ): Promise<T> {
    try {
      return await this.#execute(connector, effect, need, ask, work)
    } catch (error) {
      if (!(error instanceof ConnectorError)) throw error
      const { caller, origin, snapshot } = ask
      throw await this.parts.links.cure(error, { caller, origin, tenant: snapshot.tenant, connector })
    }
  }

  /** Makes a connector for this one caller, with its credential, and runs it under the deadline. */
  async #execute<T>(
    connector: SnapshotConnector,
    effect: Effect,
    need: ToolNeed,
    ask: Ask,
    work: (instance: Connector, ctx: CallContext) => Promise<T>,
  ): Promise<T> {
    const seen = { tenantId: ask.snapshot.tenant.id, ...(need.name === undefined ? {} : { tool: need.name }) }
    const deadline = new Deadline(ask.ctx.signal, this.parts.limits.callTimeoutMs, effect)
    let held: Held | undefined
    const tellDoctor = (thrown?: unknown) => {
      if (held?.account) this.parts.doctor.saw({ ...seen, account: held.account, isRenewed: held.isRenewed, thrown })
    }
    try {
      // It may have to be renewed, and whoever gave up waits for that no longer.
      held = await deadline.race(() => this.parts.accounts.forCall(ask.snapshot, connector, ask.caller, need))
      const { slug, configuration, type } = connector
      const call = {
        type,
        tenantId: ask.snapshot.tenant.id,
        baseUrl: held.baseUrl,
        credential: held.credential,
        effect,
        span: ask.span,
        onUnauthorized: held.renew,
      }
      const http = this.parts.vendors.http(call, deadline)
      const memory = this.#memories.of(held.account, connector.id)
      const instance = new type.class({ slug, configuration, http, memory })
      const result = await deadline.race(() => work(instance, new DeadlineContext(ask.ctx, deadline)))
      tellDoctor()
      return result
    } catch (error) {
      tellDoctor(error)
      throw error
    } finally {
      deadline.end()
    }
  }

  #shape(call: ToolCall, result: unknown): Outcome {
    const max = this.parts.limits.maxResultBytes
    if (result instanceof Content) {
      if (result.structured && !result.isError) this.#requireForm(call, result.structured)
      return { kind: 'content', content: fitContent(result, max) }
    }
    const whole = JSON.stringify(result ?? null)
    const fits = Buffer.byteLength(whole) <= max
    const value = fits ? (result ?? null) : fit(result, max, call.args)
    if (!(value as { truncated?: boolean } | null)?.truncated) this.#requireForm(call, value)
    return { kind: 'value', value, json: fits ? whole : JSON.stringify(value) }
  }

  #requireForm(call: ToolCall, value: unknown): void {
    const check = call.tool.validateOutput?.(value)
    if (check && !check.ok) {
      throw new Error(`The result of ${call.tool.name} does not match its output schema: ${check.error.message}`)
    }
  }

  #thrown(call: ToolCall, thrown: unknown): Outcome {
    if (thrown instanceof ConnectorError) return { kind: 'error', error: thrown }
    if (thrown instanceof InputNeeded) return { kind: 'input', needed: thrown }
    return call.ctx.signal.aborted ? { kind: 'cancelled' } : { kind: 'failed', cause: thrown }
  }
}

/** A class, since a getter in a literal makes V8 a new kind of object for each call, which it keeps for long. */
class DeadlineContext implements CallContext {
  readonly progress: CallContext['progress']
  readonly log: CallContext['log']
  readonly requestInput: CallContext['requestInput']
  readonly supports: CallContext['supports']
  readonly closeStream: CallContext['closeStream']
  readonly changed: CallContext['changed']
  readonly #deadline: Deadline

  constructor(ask: AskContext, deadline: Deadline) {
    this.progress = ask.progress
    this.log = ask.log
    this.requestInput = ask.requestInput
    this.supports = ask.supports
    this.closeStream = ask.closeStream
    this.changed = ask.changed
    this.#deadline = deadline
  }

  get signal(): AbortSignal {
    return this.#deadline.signal
  }
}

export function outcomeCode(outcome: Outcome): string {
  switch (outcome.kind) {
    case 'value':
    case 'content':
      return 'ok'
    case 'error':
      return outcome.error.code
    case 'input':
      return 'input_required'
    case 'cancelled':
      return 'cancelled'
    case 'failed':
      return 'internal'
  }
}
