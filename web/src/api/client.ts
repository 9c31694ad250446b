import type { z } from 'zod'
import * as common from '../../../server/contracts/common'
import { currentKey, forgetKey } from './session'

const Explanation = common.Problem.pick({ code: true, detail: true, hint: true, fields: true, requestId: true })
type Explanation = Partial<z.output<typeof Explanation>> & { code: string; detail: string }

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

interface Send {
  method?: 'POST' | 'PUT' | 'PATCH' | 'DELETE'
  body?: unknown
  /** Instead of the remembered key: to try one before it is kept. */
  key?: string
}

/** Asks the admin API and parses its reply with the contract. Throws a `Problem`. */
export async function call<S extends z.ZodType>(reply: S, path: string, send: Send = {}): Promise<z.output<S>> {
  const response = await ask(path, send)
  const body: unknown = await response.json().catch(() => undefined)
  if (response.ok) return reply.parse(body)
  if (response.status === 401 && send.key === undefined) forgetKey()
  throw new Problem(response.status, Explanation.safeParse(body).data ?? unexplained(response.status))
}

async function ask(path: string, { method, body, key }: Send): Promise<Response> {
  const headers: Record<string, string> = { accept: 'application/json', authorization: `Bearer ${key ?? currentKey()}` }
  if (body !== undefined) headers['content-type'] = 'application/json'
  try {
    return await fetch(`/api/v1/admin${path}`, {
      method: method ?? 'GET',
      headers,
      credentials: 'omit',
      cache: 'no-store',
      ...(body !== undefined && { body: JSON.stringify(body) }),
    })
  } catch {
    throw new Problem(0, {
      code: 'unreachable',
      detail: 'The server did not answer.',
      hint:
        method === undefined
          ? 'Check that it is running and that you are online, then try again.'
          : 'The change may or may not have been made. Check that the server is running, then look before trying again.',
    })
  }
}

const unexplained = (status: number): Explanation => ({
  code: 'unexplained',
  detail: `The server answered ${status} without saying why.`,
  hint: 'Something between this page and the server may have answered instead. Try again in a moment.',
})
