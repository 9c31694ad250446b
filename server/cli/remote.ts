import { z } from 'zod'
import { Problem } from '../contracts/common'

/** Where a running server is, and who asks. */
export interface Remote {
  readonly url: string
  readonly key: string
}

/** What the environment says of it. */
export interface Given {
  readonly url: string
  readonly key: string | undefined
}

const WHERE = 'Is it running, and is --server its address?'

/** `whose` says which key is needed. */
export function remoteOf(url: string, key: string | undefined, whose: string): Remote {
  if (key !== undefined) return { url, key }
  throw new Error(`a running server is asked, by a key: set SAGEMCP_KEY to ${whose}`)
}

/** Asks the admin API of a running server. What it refuses is an error in its own words. */
export async function ask<T extends z.ZodType>(
  { url, key }: Remote,
  method: 'GET' | 'POST',
  path: string,
  reply: T,
): Promise<z.output<T>> {
  if (!URL.canParse(url))
    throw new Error(`--server must be the address of a server, such as https://HOST, and not ${url}`)
  const answer = await fetch(new URL(`/api/v1/admin${path}`, url), {
    method,
    headers: { authorization: `Bearer ${key}`, accept: 'application/json' },
    // A key goes to the address that was given and to no other.
    redirect: 'error',
  }).catch((cause: unknown) => {
    throw new Error(`${url} does not answer. ${WHERE}`, { cause })
  })
  const body: unknown = await answer.json().catch(() => undefined)
  if (!answer.ok) throw new Error(inWords(answer.status, body))
  const { data, success } = reply.safeParse(body)
  if (!success) throw new Error(`${url} did not answer as a SageMCP server of this release does`)
  return data
}

/** All rows of a list, a page at a time. */
export async function* askAll<T>(
  remote: Remote,
  path: string,
  page: z.ZodType<{ items: T[]; nextCursor?: string | undefined }>,
): AsyncGenerator<T> {
  let cursor: string | undefined
  do {
    const query = new URLSearchParams({ limit: '200', ...(cursor === undefined ? {} : { cursor }) })
    const { items, nextCursor } = await ask(remote, 'GET', `${path}?${query.toString()}`, page)
    yield* items
    cursor = nextCursor
  } while (cursor !== undefined)
}

function inWords(status: number, body: unknown): string {
  const { data } = Problem.safeParse(body)
  if (!data) return `the server answered with status ${status}`
  const fields = Object.entries(data.fields ?? {}).map(([field, words]) => `${field}: ${words}`)
  return [data.detail, ...(data.hint === undefined ? [] : [data.hint]), ...fields].join('\n')
}
