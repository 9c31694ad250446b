import { AxiosHeaders, type AxiosInstance, create, isAxiosError, type RawAxiosHeaders } from 'axios'
import type { ClientRequest } from 'node:http'
import type { Readable } from 'node:stream'
import { AddressRefused } from './addresses'
import type { Watching } from '../observability/vendor-watch'
import { type Agents, wasOpened } from './agents'

export interface Outgoing {
  readonly method: string
  readonly url: URL
  /** Lower-case names. */
  readonly headers: Readonly<Record<string, string>>
  readonly data?: string | Buffer
}

export interface Reply {
  readonly status: number
  /** Lower-case names. */
  readonly headers: Readonly<Record<string, string>>
  /** Undefined when the body of a refusal was too large or broke off; of an answer it is always there. */
  readonly bytes: Buffer | undefined
}

/** `busy` and `paused`: the vendor was not asked, see `Turns` and `Breakers`. */
export type NoAnswerKind = 'refused' | 'network' | 'timeout' | 'too_large' | 'busy' | 'paused'

/** There is no usable reply. Says only what the retry rule and our words need: axios' own error holds the credential. */
export class NoAnswer extends Error {
  override readonly name = 'NoAnswer'

  constructor(
    readonly kind: NoAnswerKind,
    /** Whether anything of the request can have reached the vendor. */
    readonly sent: boolean,
    reason: string,
    readonly retryAfterS?: number,
    /** A kept connection broke off under it before any answer: the vendor may have closed it because nobody used it. */
    readonly stale = false,
  ) {
    super(`${kind}: ${reason}`)
  }
}

export interface ExchangeLimits {
  readonly signal: AbortSignal
  readonly maxBytes: number
  /** Statuses besides 2xx whose body matters as a whole. */
  readonly accept: readonly number[]
  /** Sees it begin and end, and may send headers of its own. */
  readonly watch?: (outgoing: Outgoing) => Watching
}

export const isSuccess = (status: number): boolean => status >= 200 && status < 300

const REFUSAL_MAX_BYTES = 256 * 1024

/** One request and its whole reply over the wire. No policy lives here: no retry, no redirect, no meaning of a status. */
export class Exchange {
  private readonly axios: AxiosInstance

  constructor(
    agents: Agents,
    private readonly timeoutMs: number,
  ) {
    this.axios = create({
      adapter: 'http',
      httpAgent: agents.http,
      httpsAgent: agents.https,
      proxy: false,
      maxRedirects: 0,
      responseType: 'stream',
      validateStatus: null,
      transformRequest: [(data: unknown) => data],
      transformResponse: [(data: unknown) => data],
    })
  }

  /** Rejects with {@link NoAnswer}, or with the signal's reason when the caller gave up. */
  async send(outgoing: Outgoing, limits: ExchangeLimits): Promise<Reply> {
    limits.signal.throwIfAborted()
    const watching = limits.watch?.(outgoing)
    if (!watching) return this.inTime(outgoing, limits)
    try {
      const headers = { ...outgoing.headers, ...watching.headers }
      const reply = await this.inTime({ ...outgoing, headers }, limits)
      watching.answered(reply)
      return reply
    } catch (error) {
      watching.failed(error)
      throw error
    }
  }

  private async inTime(outgoing: Outgoing, limits: ExchangeLimits): Promise<Reply> {
    const { signal } = limits
    const attempt = new AbortController()
    const giveUp = (): void => attempt.abort()
    signal.addEventListener('abort', giveUp, { once: true })
    let late = false
    const timer = setTimeout(() => {
      late = true
      attempt.abort()
    }, this.timeoutMs)
    try {
      return await this.attempt(outgoing, limits, attempt.signal)
    } catch (error) {
      signal.throwIfAborted()
      if (late && error instanceof NoAnswer) throw new NoAnswer('timeout', error.sent, 'no whole answer in time')
      throw error
    } finally {
      clearTimeout(timer)
      signal.removeEventListener('abort', giveUp)
    }
  }

  private async attempt(outgoing: Outgoing, limits: ExchangeLimits, signal: AbortSignal): Promise<Reply> {
    const { method, url, headers, data } = outgoing
    const response = await this.axios
      .request<Readable>({
        method,
        url: url.href,
        // `false` keeps axios from inventing a type for a request without body.
        headers: { 'content-type': false, ...headers },
        data,
        signal,
      })
      .catch((error: unknown) => {
        throw noAnswer(error)
      })
    const { status } = response
    const isAnswer = isSuccess(status) || limits.accept.includes(status)
    const reply = {
      status,
      headers: AxiosHeaders.from(response.headers as RawAxiosHeaders).toJSON(true) as Reply['headers'],
    }
    try {
      return { ...reply, bytes: await read(response.data, isAnswer ? limits.maxBytes : REFUSAL_MAX_BYTES) }
    } catch (error) {
      // What the status of a refusal says stands without its body.
      if (isAnswer || signal.aborted) throw error
      return { ...reply, bytes: undefined }
    }
  }
}

/** Counts what comes out of the decompression, so that a small bomb cannot become a large buffer. */
async function read(body: Readable, maxBytes: number): Promise<Buffer> {
  const chunks: Buffer[] = []
  let size = 0
  try {
    for await (const chunk of body as AsyncIterable<Buffer>) {
      size += chunk.length
      if (size > maxBytes) throw new NoAnswer('too_large', true, `more than ${maxBytes} bytes`)
      chunks.push(chunk)
    }
  } catch (error) {
    if (error instanceof NoAnswer) throw error
    throw new NoAnswer('network', true, codeOf(error))
  }
  return Buffer.concat(chunks)
}

function noAnswer(error: unknown): unknown {
  if (!isAxiosError(error)) return error
  if (error.cause instanceof AddressRefused) return new NoAnswer('refused', false, error.cause.message)
  const request = error.request as ClientRequest | undefined
  return new NoAnswer('network', wasOpened(request?.socket), codeOf(error), undefined, request?.reusedSocket)
}

const codeOf = (error: unknown): string => (error as NodeJS.ErrnoException).code ?? 'broken off'
