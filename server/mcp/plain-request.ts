import {
  CLIENT_CAPABILITIES_META_KEY,
  CLIENT_INFO_META_KEY,
  type ClientCapabilities,
  PROTOCOL_VERSION_META_KEY,
} from '@modelcontextprotocol/server'

export const MODERN = '2026-07-28'

/** A request of 2026-07-28 for a tool or the list of tools that needs none of the SDK's care. */
export type PlainRequest = {
  readonly id: string | number
  readonly client: ClientCapabilities
  readonly clientInfo: { readonly name: string; readonly version: string } | undefined
  readonly progressToken: string | number | undefined
} & (
  | { readonly method: 'tools/list' }
  | {
      readonly method: 'tools/call'
      readonly params: { readonly name: string; readonly arguments: Readonly<Record<string, unknown>> }
    }
)

type Fields = Readonly<Record<string, unknown>>

/**
 * Undefined for whatever is not entirely plain: a field that is not known here, a value that might be of the wrong shape, an
 * answer to a question. The SDK takes those, and is the one that says what is wrong with them.
 */
export function plainRequest(body: unknown): PlainRequest | undefined {
  if (!isObject(body) || body.jsonrpc !== '2.0' || !isId(body.id) || !hasOnly(body, MESSAGE)) return undefined
  const { id, method, params } = body
  if (!isObject(params) || !hasOnly(params, method === 'tools/call' ? CALL : LIST)) return undefined
  const about = plainMeta(params._meta)
  if (!about) return undefined
  if (method === 'tools/list') return { id, method, ...about }
  const { name, arguments: args = {} } = params
  if (method !== 'tools/call' || typeof name !== 'string' || !isObject(args)) return undefined
  return { id, method, params: { name, arguments: args }, ...about }
}

function plainMeta(meta: unknown): Pick<PlainRequest, 'client' | 'clientInfo' | 'progressToken'> | undefined {
  if (!isObject(meta) || meta[PROTOCOL_VERSION_META_KEY] !== MODERN || !hasOnly(meta, META)) return undefined
  const { progressToken } = meta
  const info = meta[CLIENT_INFO_META_KEY]
  const client = meta[CLIENT_CAPABILITIES_META_KEY]
  if (progressToken !== undefined && !isId(progressToken)) return undefined
  if (info !== undefined && !isClientInfo(info)) return undefined
  if (!isObject(client) || !hasOnly(client, CAPABILITIES) || !Object.values(client).every(isCapability))
    return undefined
  return { progressToken, clientInfo: info, client }
}

const MESSAGE: ReadonlySet<string> = new Set(['jsonrpc', 'id', 'method', 'params'])
const LIST: ReadonlySet<string> = new Set(['_meta'])
const CALL: ReadonlySet<string> = new Set(['_meta', 'name', 'arguments'])
const META: ReadonlySet<string> = new Set([
  'progressToken',
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
