import { type JSONRPCMessage, parseJSONRPCMessage } from '@modelcontextprotocol/server'

const FIELDS: ReadonlySet<string> = new Set(['jsonrpc', 'id', 'method', 'params'])

type Fields = Readonly<Record<string, unknown>>

/** Undefined where one of them is no JSON-RPC message. */
export function messagesOf(body: unknown): JSONRPCMessage[] | undefined {
  try {
    return Array.isArray(body) ? body.map((each) => parseJSONRPCMessage(each)) : [messageOf(body)]
  } catch {
    return undefined
  }
}

/** The SDK's schema costs more than a call, so what is plainly a message is not shown to it; handlers check what is in it. */
const messageOf = (body: unknown): JSONRPCMessage =>
  isPlain(body) ? (body as unknown as JSONRPCMessage) : parseJSONRPCMessage(body)

function isPlain(body: unknown): body is Fields {
  if (!isObject(body) || body.jsonrpc !== '2.0' || typeof body.method !== 'string') return false
  if (body.id !== undefined && !isId(body.id)) return false
  for (const name in body) if (!FIELDS.has(name)) return false
  const { params } = body
  if (params === undefined) return true
  if (!isObject(params)) return false
  const meta = params._meta
  if (meta === undefined) return true
  return isObject(meta) && Object.entries(meta).every(([name, value]) => name === 'progressToken' && isId(value))
}

const isObject = (value: unknown): value is Fields =>
  typeof value === 'object' && value !== null && !Array.isArray(value)

const isId = (value: unknown): boolean => typeof value === 'string' || Number.isSafeInteger(value)
