import {
  CLIENT_CAPABILITIES_META_KEY,
  CLIENT_INFO_META_KEY,
  type ClientCapabilities,
  PROTOCOL_VERSION_META_KEY,
} from '@modelcontextprotocol/server'
import type { TraceCarrier } from '../observability/tracer'

export const MODERN = '2026-07-28'

/** A request for a tool or the list of tools that needs none of the SDK's care. */
export type Plain = {
  readonly id: string | number
  readonly progressToken: string | number | undefined
  /** What it is part of. */
  readonly trace: TraceCarrier | undefined
} & Asked

type Asked =
  | { readonly method: 'tools/list' }
  | {
      readonly method: 'tools/call'
      readonly params: { readonly name: string; readonly arguments: Readonly<Record<string, unknown>> }
    }

/** On 2026-07-28 each says who its client is. */
export type PlainRequest = Plain & {
  readonly client: ClientCapabilities
  readonly clientInfo: { readonly name: string; readonly version: string } | undefined
}

type Fields = Readonly<Record<string, unknown>>

/**
 * Undefined for whatever is not entirely plain: a field that is not known here, a value that might be of the wrong shape, an
 * answer to a question. The SDK takes those, and is the one that says what is wrong with them.
 */
export function plainRequest(body: unknown): PlainRequest | undefined {
  if (!isMessage(body) || !isObject(body.params)) return undefined
  const asked = askedBy(body.method, body.params)
  const about = asked && plainMeta(body.params._meta)
  return about && { id: body.id, ...asked, ...about }
}

/** The same of the revisions before, where the handshake said who the client is. */
export function plainLegacyRequest(body: unknown): Plain | undefined {
  if (!isMessage(body)) return undefined
  const { id, method, params = {} } = body
  if (!isObject(params)) return undefined
  const asked = askedBy(method, params)
  const { _meta: meta = {} } = params
  if (!asked || !isObject(meta)) return undefined
  for (const name in meta) if (name.startsWith(RESERVED)) return undefined
  const { progressToken } = meta
  if (progressToken !== undefined && !isId(progressToken)) return undefined
  return { id, ...asked, progressToken, trace: meta }
}

const isMessage = (body: unknown): body is Fields & { readonly id: string | number } =>
  isObject(body) && body.jsonrpc === '2.0' && isId(body.id) && hasOnly(body, MESSAGE)

function askedBy(method: unknown, params: Fields): Asked | undefined {
  if (method === 'tools/list') return hasOnly(params, LIST) ? { method } : undefined
  const { name, arguments: args = {} } = params
  if (method !== 'tools/call' || typeof name !== 'string' || !isObject(args)) return undefined
  return hasOnly(params, CALL) ? { method, params: { name, arguments: args } } : undefined
}

function plainMeta(meta: unknown): Pick<PlainRequest, 'client' | 'clientInfo' | 'progressToken' | 'trace'> | undefined {
  if (!isObject(meta) || meta[PROTOCOL_VERSION_META_KEY] !== MODERN || !hasOnly(meta, META)) return undefined
  const { progressToken, traceparent, tracestate, baggage } = meta
  const info = meta[CLIENT_INFO_META_KEY]
  const client = meta[CLIENT_CAPABILITIES_META_KEY]
  const trace = traceparent === undefined ? undefined : { traceparent, tracestate }
  if (![traceparent, tracestate, baggage].every(isTextOrAbsent)) return undefined
  if (progressToken !== undefined && !isId(progressToken)) return undefined
  if (info !== undefined && !isClientInfo(info)) return undefined
  if (!isObject(client) || !hasOnly(client, CAPABILITIES) || !Object.values(client).every(isCapability))
    return undefined
  return { progressToken, clientInfo: info, client, trace }
}

const RESERVED = 'io.modelcontextprotocol/'
const MESSAGE: ReadonlySet<string> = new Set(['jsonrpc', 'id', 'method', 'params'])
const LIST: ReadonlySet<string> = new Set(['_meta'])
const CALL: ReadonlySet<string> = new Set(['_meta', 'name', 'arguments'])
const META: ReadonlySet<string> = new Set([
  'progressToken',
  'traceparent',
  'tracestate',
  'baggage',
  PROTOCOL_VERSION_META_KEY,
  CLIENT_INFO_META_KEY,
  CLIENT_CAPABILITIES_META_KEY,
])
const CAPABILITIES: ReadonlySet<string> = new Set(['sampling', 'elicitation', 'roots'])

function hasOnly(fields: Fields, known: ReadonlySet<string>): boolean {
  for (const name in fields) if (!known.has(name)) return false
  return true
}

const isObject = (value: unknown): value is Fields =>
  typeof value === 'object' && value !== null && !Array.isArray(value)

const isTextOrAbsent = (value: unknown): boolean => value === undefined || typeof value === 'string'

const isId = (value: unknown): value is string | number => typeof value === 'string' || Number.isSafeInteger(value)

const isClientInfo = (info: unknown): info is { name: string; version: string } =>
  isObject(info) &&
  typeof info.name === 'string' &&
  typeof info.version === 'string' &&
  Object.values(info).every((value) => typeof value === 'string')

/** `{}`, `{ "form": {}, "url": {} }` and `{ "listChanged": true }` are all that clients say today. */
const isCapability = (value: unknown): boolean =>
  isObject(value) &&
  Object.entries(value).every(([name, each]) => (name === 'listChanged' ? typeof each === 'boolean' : isObject(each)))
