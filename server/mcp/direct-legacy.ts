import { type InputRequiredResult, isInputRequiredResult, type RequestId } from '@modelcontextprotocol/server'
import type { Offer } from '../tools/offer'
import type { Changed } from './call-context'
import { answered, type Aside, checked, directWire, listed, refused, textOf } from './direct'
import { type Plain, plainLegacyRequest } from './plain-request'
import type { ProtocolServer } from './protocol-server'
import { protocolErrorOf } from './protocol-error'
import { idsOf, type Scope } from './scope'
import type { ServerParts } from './serving'
import type { Shortcut } from './shortcut'
import { callTool } from './tool-call'
import { declaredAt } from './wire'
import { WrittenLists } from './written-lists'

const lists = new WrittenLists()

/** Beside the SDK's server of a connection or session: answers plain requests of the revisions before 2026-07-28. */
export class DirectLegacy {
  constructor(
    private readonly parts: ServerParts,
    private readonly server: ProtocolServer,
    private readonly scope: Scope,
    private readonly changed: Changed,
    /** Calls that have to ask their client for something, which the server does: by id, with what they ask. */
    private readonly asking: Map<RequestId, InputRequiredResult>,
  ) {}

  /** `scope`: of this one request, where it has its own. */
  readonly shortcut: Shortcut = (message, scope = this.scope) => {
    // Before the handshake it is not known what the client understands.
    const plain = this.server.getNegotiatedProtocolVersion() === undefined ? undefined : plainLegacyRequest(message)
    return plain && { id: plain.id, answer: (aside) => this.#answer(plain, scope, aside) }
  }

  async #answer(plain: Plain, scope: Scope, aside: Aside): Promise<string | undefined> {
    const { parts, server } = this
    try {
      const client = server.getClientVersion()
      if (client) parts.sightings.saw(scope, client, false)
      if (plain.method === 'tools/list') return textOf(listed(plain, listOf((await this.#access()).offer)))
      const answer = await callTool(parts, this.changed, this.#wire(plain, scope, aside), plain.params)
      if (isInputRequiredResult(answer)) {
        this.asking.set(plain.id, answer)
        return undefined
      }
      const result = server.projectCallToolResult(answer.result, answer.tool.listed.outputSchema)
      return answered(plain, JSON.stringify(checked(result)))
    } catch (thrown) {
      return refused(plain, protocolErrorOf(thrown, parts.log, { method: plain.method, ...idsOf(scope) }))
    }
  }

  #access() {
    return this.parts.gate.stillIn(this.scope)
  }

  #wire(plain: Plain, scope: Scope, aside: Aside) {
    return directWire(this.parts, plain, scope, aside, {
      access: () => this.#access(),
      client: () => declaredAt(this.server),
      log: async (level: Parameters<ProtocolServer['tells']>[0], data: unknown) => {
        if (this.server.tells(level)) {
          aside.notify({ method: 'notifications/message', params: { level, data }, jsonrpc: '2.0' })
        }
      },
    })
  }
}

const listOf = (offer: Offer): Buffer => lists.of(offer, (tools) => JSON.stringify({ tools }))
