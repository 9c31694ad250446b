/** How a client may speak with an endpoint. */
export const TRANSPORTS = [
  { value: 'http', label: 'Streamable HTTP', hint: 'Revision 2026-07-28: each request stands alone' },
  { value: 'session', label: 'Streamable HTTP, session', hint: 'Revision 2025-11-25: a session with an id' },
  { value: 'websocket', label: 'WebSocket', hint: 'One connection both ways' },
  { value: 'sse', label: 'SSE', hint: 'Revision 2024-11-05: an event stream, for old clients' },
] as const

export type TransportKind = (typeof TRANSPORTS)[number]['value']

/** The current revision of the protocol, which needs no session. */
export const MODERN = '2026-07-28'
