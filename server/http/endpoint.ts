import type { EntityManager } from '../db/database'
import { z } from 'zod'
import type { AuditAction } from '../audit/store'
import type { Caller, Origin } from '../auth/caller'
import type { SignedIn } from '../auth/sign-in-sessions'
import type { Permission } from '../auth/permissions'
import { AppError, notFound } from '../errors'
import type { TenantRef } from '../tenants/tenant-ref'
import { type Stream, StreamOf } from './stream'

/** Stores the audit row of this request; who, from where and the action are known already. */
export type Auditor = (
  em: EntityManager,
  entry: { target: string; details?: Readonly<Record<string, unknown>>; tenantId?: string | null },
) => Promise<void>

type Fields = z.ZodObject
type Out<S extends z.ZodType | undefined> = S extends z.ZodType ? z.output<S> : undefined
/** Null: there is nothing to say. */
type Reply = z.ZodType | StreamOf | null
type Given<R extends Reply> = R extends z.ZodType ? z.input<R> : R extends StreamOf ? Stream : void

export interface Input<Path extends string, P extends Fields | undefined, Q extends Fields | undefined, B> {
  readonly caller: Caller
  readonly origin: Origin
  /** The browser session that asks; absent for keys. */
  readonly signedIn: SignedIn | undefined
  /** Aborts when the client goes away. */
  readonly signal: AbortSignal
  readonly header: Admitted['header']
  readonly again: Admitted['again']
  readonly audit: Auditor
  readonly tenant: Path extends `${string}/:tenant${string}` ? TenantRef : undefined
  readonly params: Out<P>
  readonly query: Out<Q>
  readonly body: B extends z.ZodType ? z.output<B> : undefined
}

interface Declaration<
  Path extends string,
  P extends Fields | undefined,
  Q extends Fields | undefined,
  B extends z.ZodType | undefined,
  R extends Reply,
> {
  readonly method: 'GET' | 'POST' | 'PUT' | 'PATCH' | 'DELETE'
  readonly path: Path
  readonly summary: string
  /** What the caller must hold. */
  readonly permission: Permission
  /** What the audit row of it says; null for what changes nothing. */
  readonly audit: AuditAction | null
  /** Besides `:tenant`, which is always looked up. */
  readonly params?: P
  readonly query?: Q
  readonly body?: B
  /** Null answers 204. */
  readonly reply: R
  /** Where what was made is; answers 201. */
  readonly location?: (
    reply: R extends z.ZodType ? z.output<R> : undefined,
    input: Pick<Input<Path, P, Q, B>, 'tenant' | 'params'>,
  ) => string
  readonly handle: (input: Input<Path, P, Q, B>) => Promise<Given<R>>
}

export interface Answer {
  readonly status: 200 | 201 | 204
  readonly location?: string
  readonly body?: unknown
  readonly stream?: Stream
}

/** A request whose caller may be here; nothing in `params`, `query` and `body` is checked yet. */
export interface Admitted {
  readonly caller: Caller
  readonly origin: Origin
  readonly signedIn: SignedIn | undefined
  readonly signal: AbortSignal
  readonly header: (name: 'accept' | 'last-event-id' | 'sec-fetch-site') => string | undefined
  /** Who asks, decided anew, for an answer that takes long. Throws once they may not any more. */
  readonly again: () => Promise<Caller>
  readonly audit: Auditor
  readonly tenant: TenantRef | undefined
  readonly params: unknown
  readonly query: unknown
  readonly readBody: () => Promise<unknown>
}

/** One declaration with its types worn off: what is mounted, documented and tested. */
export interface Endpoint {
  readonly method: Declaration<string, undefined, undefined, undefined, null>['method']
  readonly path: string
  readonly summary: string
  readonly permission: Permission
  readonly audit: AuditAction | null
  readonly params: Fields | undefined
  readonly query: Fields | undefined
  readonly body: z.ZodType | undefined
  readonly reply: Reply
  readonly creates: boolean
  answer(request: Admitted): Promise<Answer>
}

/** One endpoint, said once: it does not compile without a permission and an audit line. */
export function endpoint<
  Path extends string,
  R extends Reply,
  P extends Fields | undefined = undefined,
  Q extends Fields | undefined = undefined,
  B extends z.ZodType | undefined = undefined,
>(d: Declaration<Path, P, Q, B, R>): Endpoint {
  type In = Input<Path, P, Q, B>
  return {
    method: d.method,
    path: d.path,
    summary: d.summary,
    permission: d.permission,
    audit: d.audit,
    params: d.params,
    query: d.query,
    body: d.body,
    reply: d.reply,
    creates: d.location !== undefined,
    answer: async ({ readBody, ...request }) => {
      const input = {
        ...request,
        params: d.params && parseParams(d.params, request.params),
        query: d.query && parse(d.query, request.query, 'query'),
        body: d.body && parse(d.body, await readBody(), 'body'),
      } as unknown as In
      const result: unknown = await d.handle(input)
      if (d.reply === null) return { status: 204 }
      if (d.reply instanceof StreamOf) return { status: 200, stream: result as Stream }
      const body = d.reply.parse(result)
      if (!d.location) return { status: 200, body }
      return { status: 201, location: d.location(body as Parameters<typeof d.location>[0], input), body }
    },
  }
}

/** A name that cannot exist does not exist. */
function parseParams(schema: Fields, value: unknown): unknown {
  const { success, data } = schema.safeParse(value)
  if (!success) throw notFound('Address')
  return data
}

function parse(schema: z.ZodType, value: unknown, where: 'query' | 'body'): unknown {
  const { success, data, error } = schema.safeParse(value)
  if (success) return data
  throw new AppError('invalid_request', `The ${where} is not valid.`, { fields: describeIssues(error) })
}

/** Field path -> what is wrong. Unknown fields are named one by one. */
export function describeIssues(error: z.ZodError, prefix: readonly PropertyKey[] = []): Record<string, string> {
  const entries = error.issues.flatMap((issue) => {
    const path = [...prefix, ...issue.path]
    if (issue.code === 'unrecognized_keys') {
      return issue.keys.map((key) => [[...path, key].join('.'), 'There is no such field.'] as const)
    }
    return [[path.join('.') || '(all)', issue.message] as const]
  })
  return Object.fromEntries(entries.slice(0, 50))
}
