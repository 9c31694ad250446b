import type { IncomingMessage, ServerResponse } from 'node:http'

/** A request as the vendor sees it: at its own address, whatever port of this machine it came to. */
export interface Asked {
  method: string
  /** `https://` and the vendor's host, with the path, without the query. */
  at: string
  query: URLSearchParams
  headers: Readonly<Record<string, string>>
  raw: Buffer
  media: 'form' | 'json' | 'other' | 'none'
  /** The fields of a form or of a JSON object. */
  fields: Readonly<Record<string, string>>
}

export interface Answer {
  status: number
  body?: unknown
  headers?: Readonly<Record<string, string>>
}

export async function read(request: IncomingMessage, origin: string): Promise<Asked> {
  const chunks: Buffer[] = []
  for await (const chunk of request) chunks.push(chunk as Buffer)
  const raw = Buffer.concat(chunks)
  const url = new URL(request.url ?? '/', origin)
  const headers = request.headers as Record<string, string>
  const type = headers['content-type'] ?? ''
  const media = mediaOf(raw, type)
  return {
    method: request.method ?? 'GET',
    at: origin + url.pathname,
    query: url.searchParams,
    headers,
    raw,
    media,
    fields: fieldsOf(raw, media),
  }
}

const mediaOf = (raw: Buffer, type: string): Asked['media'] => {
  if (raw.length === 0) return 'none'
  if (type.startsWith('application/x-www-form-urlencoded')) return 'form'
  return type.startsWith('application/json') ? 'json' : 'other'
}

function fieldsOf(raw: Buffer, media: Asked['media']): Record<string, string> {
  if (media === 'form') return Object.fromEntries(new URLSearchParams(raw.toString('utf8')))
  if (media !== 'json') return {}
  try {
    const value = JSON.parse(raw.toString('utf8')) as object
    return Object.fromEntries(Object.entries(value).filter((entry) => typeof entry[1] === 'string'))
  } catch {
    return {}
  }
}

export function send(response: ServerResponse, { status, body, headers = {} }: Answer): void {
  const text = body === undefined || typeof body === 'string' || Buffer.isBuffer(body) ? body : JSON.stringify(body)
  const type = text === body ? {} : { 'content-type': 'application/json; charset=utf-8' }
  response.writeHead(status, { 'cache-control': 'no-store', ...type, ...headers })
  response.end(text ?? '')
}

export const html = (status: number, body: string): Answer => ({
  status,
  body,
  headers: { 'content-type': 'text/html; charset=utf-8' },
})

export const redirect = (location: string): Answer => ({ status: 302, headers: { location } })

/** What an answer in JSON is to who did not ask for JSON. */
export const asForm = ({ status, body }: Answer): Answer => ({
  status,
  body: new URLSearchParams(
    Object.entries(body as Record<string, unknown>).map(([name, value]): [string, string] => [name, String(value)]),
  ).toString(),
  headers: { 'content-type': 'application/x-www-form-urlencoded; charset=utf-8' },
})

/** RFC 6749, 2.3.1: both halves are form-encoded. */
export function basicOf({ authorization }: Asked['headers']): { id: string; secret: string } | undefined {
  const encoded = /^Basic ([\w+/=]+)$/.exec(authorization ?? '')?.[1]
  const [, id, secret] = /^([^:]*):(.*)$/.exec(Buffer.from(encoded ?? '', 'base64').toString('utf8')) ?? []
  const plain = (value: string) => decodeURIComponent(value.replaceAll('+', ' '))
  return id === undefined || secret === undefined ? undefined : { id: plain(id), secret: plain(secret) }
}

export const bearerOf = ({ authorization }: Asked['headers']): string | undefined =>
  /^(?:Bearer|token) (.+)$/i.exec(authorization ?? '')?.[1]
