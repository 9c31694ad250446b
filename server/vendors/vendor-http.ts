import { setMaxListeners } from 'node:events'
import {
  type ConnectorDeclaration,
  ConnectorError,
  type Effect,
  oauthOf,
  type SignedUpload,
  type VendorHttp,
  type VendorPath,
  type VendorRequest,
  type VendorResponse,
} from '../../connectors/sdk'
import type { Span } from '../observability/tracer'
import type { VendorWatch } from '../observability/vendor-watch'
import type { Addresses } from './addresses'
import { isSuccess, NoAnswer, type Outgoing, type Reply } from './exchange'
import { censored } from './censored'
import { brokenAnswer, linkRefusal, parsed, refusal, withoutAnswer } from './failures'
import { isDeclaredLink, isMove, isSameOrigin, location, MAX_REDIRECTS } from './redirects'
import type { GuardedExchange } from './guarded-exchange'
import { content, mergeHeaders, target } from './request'
import { delayBeforeRetry, pause } from './retry'

interface VendorCredential {
  token: string
  /** An empty one sends the bare token. */
  scheme: string
}

export interface VendorAsk {
  type: ConnectorDeclaration
  tenantId: string
  /** The tenant's own address; it replaces the first of the type's base URLs. */
  baseUrl: string | undefined
  credential: VendorCredential | undefined
  effect: Effect
  /** What its requests are part of. */
  span?: Span | undefined
  /** Asked once, when the vendor refuses the credential: a fresh one, or undefined. */
  onUnauthorized?: (() => Promise<VendorCredential | undefined>) | undefined
}

/** How long its requests may take. The signal is asked for with each request, not before. */
export interface Until {
  readonly signal: AbortSignal
}

export type VendorCall = VendorAsk & Until

/** What every call shares. */
export interface Door {
  readonly exchange: GuardedExchange
  readonly addresses: Addresses
  readonly backoffMs: number
  readonly watch: VendorWatch | undefined
}

const DEFAULT_MAX_BYTES = 10 * 1024 * 1024
const USER_AGENT = { 'user-agent': 'SageMCP' }

/** The way out of one call of one tenant. Made for it and thrown away with it. */
export class CallHttp implements VendorHttp {
  private credential: VendorCredential | undefined
  private refreshed: Promise<VendorCredential | undefined> | undefined

  constructor(
    private readonly door: Door,
    private readonly call: VendorAsk,
    private readonly until: Until,
  ) {
    this.credential = call.credential
  }

  get<T>(path: VendorPath, request?: VendorRequest): Promise<VendorResponse<T>> {
    return this.ask('GET', path, request)
  }

  post<T>(path: VendorPath, request?: VendorRequest): Promise<VendorResponse<T>> {
    return this.ask('POST', path, request)
  }

  put<T>(path: VendorPath, request?: VendorRequest): Promise<VendorResponse<T>> {
    return this.ask('PUT', path, request)
  }

  patch<T>(path: VendorPath, request?: VendorRequest): Promise<VendorResponse<T>> {
    return this.ask('PATCH', path, request)
  }

  delete<T>(path: VendorPath, request?: VendorRequest): Promise<VendorResponse<T>> {
    return this.ask('DELETE', path, request)
  }

  async download(where: VendorPath | URL, request: VendorRequest = {}): Promise<VendorResponse<Uint8Array>> {
    const wanted: VendorRequest = { ...request, as: 'bytes' }
    const base = this.base(request.base)
    const { linkHosts = [] } = this.call.type
    if (where instanceof URL && !isDeclaredLink(where, base, linkHosts, this.door.addresses)) throw undeclared()
    const outgoing =
      where instanceof URL
        ? { method: 'GET', url: where, headers: mergeHeaders(USER_AGENT, { accept: '*/*' }, request.headers) }
        : this.outgoing('GET', base, where, wanted)
    const first = await this.authorised(outgoing, wanted, isMove)
    let { reply, url } = first
    let isLink = false
    for (let hops = 0; hops < MAX_REDIRECTS; hops++) {
      const next = location(reply, url)
      if (!next) break
      if (!isDeclaredLink(next, base, this.call.type.signedLinkHosts ?? [], this.door.addresses)) throw undeclared()
      isLink = true
      url = next
      reply = await this.retrying({ method: 'GET', url, headers: { accept: '*/*', ...USER_AGENT } }, wanted)
    }
    if (isLink && !isAnswer(reply, wanted)) throw linkRefusal(reply)
    return this.response(reply, wanted)
  }

  async upload(link: URL, { method, bytes, type }: SignedUpload): Promise<VendorResponse<string>> {
    const { signedLinkHosts = [] } = this.call.type
    if (!isDeclaredLink(link, this.base(undefined), signedLinkHosts, this.door.addresses)) throw undeclared()
    const headers = { ...USER_AGENT, accept: '*/*', 'content-type': type ?? 'application/octet-stream' }
    const reply = await this.retrying({ method, url: link, headers, data: Buffer.from(bytes) }, {})
    if (!isSuccess(reply.status)) throw linkRefusal(reply)
    return this.response<string>(reply, { as: 'text' })
  }

  private async ask<T>(method: string, path: VendorPath, request: VendorRequest = {}): Promise<VendorResponse<T>> {
    const outgoing = this.outgoing(method, this.base(request.base), path, request)
    const { reply } = await this.authorised(outgoing, request, (_reply, to, from) => isSameOrigin(to, from))
    return this.response<T>(reply, request)
  }

  /** Asks with the credential, which stays on the origin that it is sent to first. */
  private async authorised(
    outgoing: Outgoing,
    request: VendorRequest,
    follows: (reply: Reply, to: URL, from: URL) => boolean,
  ): Promise<{ reply: Reply; url: URL }> {
    let { url } = outgoing
    for (let hops = 0; ; hops++) {
      const reply = await this.refreshing({ ...outgoing, url }, request)
      const next = location(reply, url)
      if (outgoing.method !== 'GET' || hops === MAX_REDIRECTS || isAnswer(reply, request)) return { reply, url }
      if (!next || !follows(reply, next, url)) return { reply, url }
      url = next
    }
  }

  private async refreshing(outgoing: Outgoing, request: VendorRequest): Promise<Reply> {
    const used = this.credential
    const reply = await this.carrying(used, outgoing, request)
    if (!this.call.onUnauthorized || !this.refusesToken(reply, request)) return reply
    // Requests of one call that run side by side share the one refresh.
    this.refreshed ??= this.call.onUnauthorized()
    const fresh = await this.refreshed
    // The same one again: it is refused for another reason than its age.
    if (!fresh || fresh.token === used?.token) return reply
    this.credential = fresh
    return this.carrying(fresh, outgoing, request)
  }

  private async carrying(credential: VendorCredential | undefined, outgoing: Outgoing, request: VendorRequest) {
    return censored(await this.retrying(withCredential(outgoing, credential), request), credential?.token)
  }

  private refusesToken(reply: Reply, request: VendorRequest): boolean {
    if (reply.status === 401) return !isAnswer(reply, request)
    return oauthOf(this.call.type)?.refusesToken?.(parsed(reply.bytes)) ?? false
  }

  private async retrying(outgoing: Outgoing, request: VendorRequest): Promise<Reply> {
    const { tenantId, type } = this.call
    const { signal } = this.until
    // Every request listens while it runs; a tool that makes many side by side is no leak worth a warning.
    setMaxListeners(0, signal)
    const by = { tenantId, type: type.type }
    const effect = this.effectOf(request)
    const { watch } = this.door
    const limits = {
      ...{ signal, accept: request.accept ?? [], maxBytes: request.maxBytes ?? DEFAULT_MAX_BYTES },
      ...(watch && { watch: (attempt: Outgoing) => watch(type.type, attempt, this.call.span) }),
    }
    for (let retry = 1; ; retry++) {
      const outcome = await this.door.exchange.send(by, outgoing, limits).catch((error: unknown) => {
        if (error instanceof NoAnswer) return error
        throw error
      })
      const isFailure = outcome instanceof NoAnswer || !isAnswer(outcome, request)
      const delay = isFailure ? delayBeforeRetry(retry, effect, outcome, this.door.backoffMs) : undefined
      if (delay !== undefined) await pause(delay, signal)
      else if (outcome instanceof NoAnswer) throw withoutAnswer(outcome, effect)
      else return outcome
    }
  }

  private response<T>(reply: Reply, request: VendorRequest): VendorResponse<T> {
    const { type } = this.call
    if (!isAnswer(reply, request)) throw refusal(reply, this.effectOf(request), type.explain)
    return { status: reply.status, headers: reply.headers, body: this.body(reply, request) as T }
  }

  private effectOf({ effect }: VendorRequest): Effect {
    return effect ?? this.call.effect
  }

  private body({ status, bytes = Buffer.alloc(0) }: Reply, request: VendorRequest): unknown {
    const { as = 'json' } = request
    if (as === 'bytes') return new Uint8Array(bytes.buffer, bytes.byteOffset, bytes.byteLength)
    const text = new TextDecoder().decode(bytes)
    if (as === 'text') return text
    if (text === '') return undefined
    try {
      return JSON.parse(text) as unknown
    } catch {
      if (!isSuccess(status)) return text
      throw brokenAnswer(status, this.effectOf(request))
    }
  }

  private outgoing(method: string, base: URL, path: VendorPath, request: VendorRequest): Outgoing {
    const sent = content(request)
    const usual = { ...USER_AGENT, accept: (request.as ?? 'json') === 'json' ? 'application/json' : '*/*' }
    const headers = mergeHeaders(
      sent ? { ...usual, 'content-type': sent.type } : usual,
      this.call.type.headers,
      request.headers,
    )
    return { method, url: target(base, path, request.query), headers, ...(sent && { data: sent.data }) }
  }

  private base(name: string | undefined): URL {
    const { type, baseUrl } = this.call
    const [first = ''] = Object.keys(type.baseUrls)
    const chosen = name ?? first
    const found = chosen === first ? (baseUrl ?? type.baseUrls[chosen]) : type.baseUrls[chosen]
    if (found === undefined) throw new Error(`${type.type} has no base URL "${chosen}".`)
    const url = new URL(found)
    if (this.door.addresses.refusal(url) !== undefined) {
      throw withoutAnswer(new NoAnswer('refused', false, 'base URL'), this.call.effect)
    }
    return url
  }
}

function isAnswer({ status }: Reply, { accept }: VendorRequest): boolean {
  return isSuccess(status) || (accept?.includes(status) ?? false)
}

function withCredential(outgoing: Outgoing, credential: VendorCredential | undefined): Outgoing {
  if (!credential) return outgoing
  const { token, scheme } = credential
  return { ...outgoing, headers: { ...outgoing.headers, authorization: scheme ? `${scheme} ${token}` : token } }
}

const undeclared = (): ConnectorError =>
  new ConnectorError('vendor_unavailable', 'The vendor points to a host that this connector does not declare.', {
    hint: 'The file has to be opened at the vendor.',
  })
