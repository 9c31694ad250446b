export type Id = string | number

/** A JSON-RPC message as it came; which members it has says what it is. */
export interface Message {
  readonly id?: Id
  readonly method?: string
  readonly params?: Readonly<Record<string, unknown>>
  readonly result?: unknown
  readonly error?: { readonly code: number; readonly message: string }
}

export interface Request extends Message {
  readonly id: Id
  readonly method: string
}

/** One message, or undefined when the text is no JSON object. */
export function parse(text: string): Message | undefined {
  try {
    const value: unknown = JSON.parse(text)
    return typeof value === 'object' && value !== null && !Array.isArray(value) ? value : undefined
  } catch {
    return undefined
  }
}

const isId = (id: unknown): id is Id => typeof id === 'string' || typeof id === 'number'

export const isRequest = (message: Message): message is Request =>
  typeof message.method === 'string' && isId(message.id)
export const isNotification = (message: Message): message is Message & { method: string } =>
  typeof message.method === 'string' && message.id === undefined
export const isResponse = (message: Message): message is Message & { id: Id } =>
  message.method === undefined && isId(message.id) && ('result' in message || 'error' in message)

export const text = (message: Omit<Message, 'id'> & { id?: Id | null }): string =>
  JSON.stringify({ jsonrpc: '2.0', ...message })

/** The request that a cancellation is about. */
export function cancelledId(message: Message): Id | undefined {
  const id = message.method === 'notifications/cancelled' ? message.params?.requestId : undefined
  return isId(id) ? id : undefined
}

const SUBSCRIPTION_ID = 'io.modelcontextprotocol/subscriptionId'

/** Which `subscriptions/listen` a notification belongs to. */
export function subscriptionOf(message: Message): Id | undefined {
  const id = (message.params?._meta as Record<string, unknown> | undefined)?.[SUBSCRIPTION_ID]
  return isId(id) ? id : undefined
}

/** A change notice; on the 2026-07-28 revision it names the subscription it is for. */
export function changed(what: string, subscription?: Id, about: Readonly<Record<string, unknown>> = {}): string {
  const params = subscription === undefined ? about : { ...about, _meta: { [SUBSCRIPTION_ID]: subscription } }
  return text({ method: `notifications/${what}`, ...(Object.keys(params).length === 0 ? {} : { params }) })
}
