const TRANSPORTS: Readonly<Record<string, string>> = {
  http: 'HTTP',
  'http-session': 'HTTP session',
  websocket: 'WebSocket',
  sse: 'SSE',
}

/** How a client speaks to this server. */
export const transportInWords = (code: string): string => TRANSPORTS[code] ?? code

export const TRANSPORT_CHOICES = [
  { value: '', label: 'Any transport' },
  ...Object.entries(TRANSPORTS).map(([value, label]) => ({ value, label })),
]
