import type { z } from 'zod'
import type { Problem as Refusal } from '../../../server/contracts/common'
import { answered, sessionState, signedOut } from './session'

type Explanation = Partial<z.output<typeof Refusal>> & { readonly code: string; readonly detail: string }

/** A request that did not succeed, in words for the person who asked. */
export class Problem extends Error {
  readonly code: string
  readonly hint: string | undefined
  readonly fields: Readonly<Record<string, string>>
  readonly requestId: string | undefined

  constructor(
    readonly status: number,
    explanation: Explanation,
  ) {
    super(explanation.detail)
    this.code = explanation.code
    this.hint = explanation.hint
    this.fields = explanation.fields ?? {}
    this.requestId = explanation.requestId
  }

  static from(error: unknown): Problem {
    if (error instanceof Problem) return error
    return new Problem(0, {
      code: 'unexpected',
      detail: 'This page could not make sense of the answer.',
      hint: 'Reload the page: it may be older than the server.',
    })
  }
}

/** What is left out of a query: an empty filter filters nothing. */
export type Params = Readonly<Record<string, string | number | boolean | null | undefined>>

export interface Send {
  readonly method?: 'POST' | 'PUT' | 'PATCH' | 'DELETE'
  readonly body?: unknown
  readonly params?: Params
  readonly signal?: AbortSignal
}

/**
 * Asks the admin API; the contract of the reply is its type: `call<typeof TenantPage>('/tenants')`. The server parses each
 * reply before it sends it, so the browser need not do it again, and the first screen goes without the code of the contracts.
 * Throws a `Problem`. Where nobody is signed in any more it waits until somebody is, and asks again: a refused request
 * changed nothing.
 */
export async function call<Reply extends z.ZodType>(path: string, send: Send = {}): Promise<z.output<Reply>> {
  try {
    return await callOnce<Reply>(path, send)
  } catch (error) {
    const isOut = error instanceof Problem && error.status === 401
    if (!isOut || !(await orAborted(signedOut(), send.signal))) throw error
    return callOnce<Reply>(path, send)
  }
}

/** The same without waiting: to look whether somebody is signed in. */
export async function callOnce<Reply extends z.ZodType>(path: string, send: Send = {}): Promise<z.output<Reply>> {
  const response = await ask(path, send)
  const body: unknown = response.status === 204 ? undefined : await response.json().catch(() => UNREADABLE)
  if (response.status !== 401) answered()
  // Something between this page and the server may answer in its place, with a page of its own.
  if (response.ok && body !== UNREADABLE) return body as z.output<Reply>
  throw new Problem(response.status, isExplanation(body) ? body : unexplained(response.status))
}

const UNREADABLE = Symbol('no JSON')

const isExplanation = (body: unknown): body is Explanation =>
  typeof body === 'object' &&
  body !== null &&
  typeof (body as Partial<Explanation>).code === 'string' &&
  typeof (body as Partial<Explanation>).detail === 'string'

/** The address of an endpoint, for a link, a picture or a stream. */
export const apiAddress = (path: string, params: Params = {}): string => {
  const given = Object.entries(params).flatMap(([name, value]) =>
    value === undefined || value === null || value === '' ? [] : [[name, String(value)]],
  )
  return `/api/v1/admin${path}${given.length > 0 ? `?${new URLSearchParams(given)}` : ''}`
}

async function ask(path: string, { method, body, params, signal }: Send): Promise<Response> {
  const headers: Record<string, string> = { accept: 'application/json' }
  if (body !== undefined) headers['content-type'] = 'application/json'
  if (method !== undefined) headers['x-csrf-token'] = sessionState().me?.csrf ?? ''
  try {
    return await fetch(apiAddress(path, params), {
      method: method ?? 'GET',
      headers,
      credentials: 'same-origin',
      cache: 'no-store',
      ...(body !== undefined && { body: JSON.stringify(body) }),
      ...(signal && { signal }),
    })
  } catch (cause) {
    // Whoever took the request back wants no words about it.
    if (signal?.aborted) throw cause
    throw unreachable(method !== undefined)
  }
}

function orAborted<T>(promise: Promise<T>, signal: AbortSignal | undefined): Promise<T> {
  if (!signal) return promise
  const aborted = new Promise<never>((_, reject) => {
    signal.addEventListener('abort', () => reject(signal.reason), { once: true })
  })
  return Promise.race([promise, aborted])
}

const unreachable = (isChange: boolean): Problem =>
  new Problem(0, {
    code: 'unreachable',
    detail: 'The server did not answer.',
    hint: isChange
      ? 'The change may or may not have been made. Check that the server is running, then look before trying again.'
      : 'Check that it is running and that you are online, then try again.',
  })

const unexplained = (status: number): Explanation => ({
  code: 'unexplained',
  detail: `The server answered ${status} without saying why.`,
  hint: 'Something between this page and the server may have answered instead. Try again in a moment.',
})
