import {
  isCallToolResult,
  isInputRequiredResult,
  ProtocolError,
  ProtocolErrorCode,
  SERVER_INFO_META_KEY,
} from '@modelcontextprotocol/server'
import type { Offer } from '../tools/offer'
import type { Access } from './access'
import type { Changed } from './call-context'
import type { PlainRequest } from './plain-request'
import { protocolErrorOf } from './protocol-error'
import { requireCapabilities } from './required-capability'
import type { Scope } from './scope'
import { serverInfo } from './server-info'
import type { ServerParts } from './serving'
import { stateCodecOf } from './state-codec'
import { callTool } from './tool-call'
import type { Wire } from './wire'

/** Where what belongs to one request goes besides its answer. */
export interface Aside {
  /** Aborts when nobody waits any more. */
  readonly signal: AbortSignal
  notify(message: object): void
}

export interface Answer {
  /** What HTTP says of it, when nothing was sent before. */
  readonly status: number
  readonly text: string
}

export interface DirectRequest {
  readonly plain: PlainRequest
  readonly scope: Scope
  readonly access: () => Promise<Access>
  readonly changed: Changed
}

/**
 * Answers plain requests of 2026-07-28 without the SDK's dispatch, which checks and copies each message several times over and
 * costs more than all that we do. The answers are the same to the letter; a test compares them.
 */
export class Direct {
  readonly #lists = new WeakMap<Offer, string>()
  readonly #about: Readonly<Record<string, unknown>>

  constructor(private readonly parts: ServerParts) {
    this.#about = { [SERVER_INFO_META_KEY]: serverInfo(parts.version) }
  }

  /** Never throws. */
  async answer(request: DirectRequest, aside: Aside): Promise<Answer> {
    const { plain, scope } = request
    const id = JSON.stringify(plain.id)
    try {
      if (plain.clientInfo) this.parts.sightings.saw(scope, plain.clientInfo, false)
      const result =
        plain.method === 'tools/list'
          ? this.#list((await request.access()).offer)
          : await this.#call(request, plain, aside)
      return { status: 200, text: `{"result":${result},"jsonrpc":"2.0","id":${id}}` }
    } catch (thrown) {
      const { code, message, data } = protocolErrorOf(thrown, this.parts.log, plain.method)
      return {
        // The one error of a handler whose status the revision names.
        status: code === ProtocolErrorCode.MissingRequiredClientCapability ? 400 : 200,
        text: JSON.stringify({ jsonrpc: '2.0', id: plain.id, error: { code, message, data } }),
      }
    }
  }

  /** Written once for everybody who is offered the same. */
  #list(offer: Offer): string {
    let text = this.#lists.get(offer)
    if (text === undefined) {
      const tools = [...offer.tools.values()].map((tool) => tool.listed)
      text = JSON.stringify({ tools, resultType: 'complete', ttlMs: 0, cacheScope: 'private', _meta: this.#about })
      this.#lists.set(offer, text)
    }
    return text
  }

  async #call(request: DirectRequest, plain: PlainRequest & { method: 'tools/call' }, aside: Aside): Promise<string> {
    const answer = await callTool(this.parts, request.changed, this.#wire(request, aside), plain.params)
    if (isInputRequiredResult(answer)) {
      requireCapabilities(answer, plain.client)
      return this.#stamped(answer)
    }
    const { result } = answer
    // What a connector put together itself may be anything.
    if (!isCallToolResult(result))
      throw new ProtocolError(ProtocolErrorCode.InvalidParams, 'Invalid tools/call result.')
    return this.#stamped({ ...result, resultType: 'complete' })
  }

  #stamped(result: { readonly _meta?: object | undefined; readonly resultType?: unknown }): string {
    return JSON.stringify({ ...result, _meta: { ...result._meta, ...this.#about } })
  }

  #wire({ plain, scope, access }: DirectRequest, { signal, notify }: Aside): Wire {
    return {
      scope,
      signal,
      access,
      progressToken: plain.progressToken,
      inputResponses: undefined,
      requestState: undefined,
      client: () => plain.client,
      mint: (state) => stateCodecOf(this.parts, scope).mint(state, { mcpReq: { method: plain.method } } as never),
      notify: (notification) => Promise.resolve(notify({ ...notification, jsonrpc: '2.0' })),
      // A client that wants a log says so in its request, which is then not a plain one.
      log: () => Promise.resolve(),
      closeStream: () => {},
    }
  }
}
