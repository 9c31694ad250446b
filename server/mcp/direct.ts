import {
  type CallToolResult,
  isCallToolResult,
  isInputRequiredResult,
  ProtocolError,
  ProtocolErrorCode,
  SERVER_INFO_META_KEY,
} from '@modelcontextprotocol/server'
import type { Cancel } from '../tools/cancellation'
import type { Offer } from '../tools/offer'
import type { Access } from './access'
import type { Changed } from './call-context'
import { type Plain, plainRequest, type PlainRequest } from './plain-request'
import { protocolErrorOf } from './protocol-error'
import { requireCapabilities } from './required-capability'
import { idsOf, type Scope } from './scope'
import { serverInfo } from './server-info'
import type { ServerParts } from './serving'
import type { Shortcut } from './shortcut'
import { stateCodecOf } from './state-codec'
import { callTool } from './tool-call'
import type { Wire } from './wire'
import { WrittenLists } from './written-lists'

/** Where what belongs to one request goes besides its answer. */
export interface Aside {
  /** Aborts when nobody waits any more. */
  readonly signal: Cancel
  notify(message: object): void
  /** Ends the stream that a client can come back to, where there is one. */
  closeStream?(): void
}

export interface Answer {
  /** What HTTP says of it, when nothing was sent before. */
  readonly status: number
  readonly message: Written
}

/** A message in JSON. The list in one is kept as bytes: to write it anew would cost more than all else that its answer takes. */
export type Written = string | readonly [before: string, list: Buffer, after: string]

export const textOf = (message: Written): string => (typeof message === 'string' ? message : message.join(''))

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
  readonly #lists = new WrittenLists()
  readonly #about: Readonly<Record<string, unknown>>

  constructor(private readonly parts: ServerParts) {
    this.#about = { [SERVER_INFO_META_KEY]: serverInfo(parts.version) }
  }

  /** On a connection, which outlives what the gate said when it was opened. */
  shortcut(scope: Scope, changed: Changed): Shortcut {
    const access = () => this.parts.gate.stillIn(scope)
    return (message) => {
      const plain = plainRequest(message)
      if (!plain) return undefined
      const answer = async (aside: Aside) =>
        textOf((await this.answer({ plain, scope, access, changed }, aside)).message)
      return { id: plain.id, answer }
    }
  }

  /** Never throws. */
  async answer(request: DirectRequest, aside: Aside): Promise<Answer> {
    const { plain, scope } = request
    try {
      if (plain.clientInfo) this.parts.sightings.saw(scope, plain.clientInfo, false)
      if (plain.method === 'tools/list') {
        return { status: 200, message: listed(plain, this.#list((await request.access()).offer)) }
      }
      return { status: 200, message: answered(plain, await this.#call(request, plain, aside)) }
    } catch (thrown) {
      const error = protocolErrorOf(thrown, this.parts.log, { method: plain.method, ...idsOf(scope) })
      // The one error of a handler whose status the revision names.
      const status = error.code === ProtocolErrorCode.MissingRequiredClientCapability ? 400 : 200
      return { status, message: refused(plain, error) }
    }
  }

  #list(offer: Offer): Buffer {
    return this.#lists.of(offer, (tools) =>
      JSON.stringify({ tools, resultType: 'complete', ttlMs: 0, cacheScope: 'private', _meta: this.#about }),
    )
  }

  async #call(request: DirectRequest, plain: PlainRequest & { method: 'tools/call' }, aside: Aside): Promise<string> {
    const answer = await callTool(this.parts, request.changed, this.#wire(request, aside), plain.params)
    if (isInputRequiredResult(answer)) {
      requireCapabilities(answer, plain.client)
      return this.#stamped(answer)
    }
    return this.#stamped({ ...checked(answer.result), resultType: 'complete' })
  }

  #stamped(result: { readonly _meta?: object | undefined; readonly resultType?: unknown }): string {
    return JSON.stringify({ ...result, _meta: { ...result._meta, ...this.#about } })
  }

  #wire({ plain, scope, access }: DirectRequest, aside: Aside): Wire {
    return directWire(this.parts, plain, scope, aside, {
      access,
      client: () => plain.client,
      // A client that wants a log says so in its request, which is then not a plain one.
      log: () => Promise.resolve(),
    })
  }
}

/** What a request has in either era that came the direct way. */
export const directWire = (
  parts: ServerParts,
  { method, progressToken, trace }: Plain,
  scope: Scope,
  { signal, notify, closeStream }: Aside,
  { access, client, log }: Pick<Wire, 'access' | 'client' | 'log'>,
): Wire => ({
  access,
  client,
  log,
  scope,
  signal,
  progressToken,
  trace,
  inputResponses: undefined,
  requestState: undefined,
  mint: (state) => stateCodecOf(parts, scope).mint(state, { mcpReq: { method } } as never),
  notify: (notification) => Promise.resolve(notify({ ...notification, jsonrpc: '2.0' })),
  closeStream: () => closeStream?.(),
})

/** What a connector put together itself may be anything. */
export function checked(result: CallToolResult): CallToolResult {
  if (isCallToolResult(result)) return result
  throw new ProtocolError(ProtocolErrorCode.InvalidParams, 'Invalid tools/call result.')
}

export const answered = (plain: Plain, result: string): string => BEFORE + result + after(plain)

export const listed = (plain: Plain, list: Buffer): Written => [BEFORE, list, after(plain)]

const BEFORE = '{"result":'
const after = ({ id }: Plain): string => `,"jsonrpc":"2.0","id":${JSON.stringify(id)}}`

export const refused = ({ id }: Plain, { code, message, data }: ProtocolError): string =>
  JSON.stringify({ jsonrpc: '2.0', id, error: { code, message, data } })
