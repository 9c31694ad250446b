/** Where a collector takes traces, from the address where it takes everything. */
export function tracesUrl(endpoint: string): URL {
  const url = URL.canParse(endpoint) ? new URL(endpoint) : undefined
  if (!url || !['http:', 'https:'].includes(url.protocol) || url.search || url.hash || url.username || url.password) {
    throw new Error('must be a URL that begins with http:// or https://, such as http://localhost:4318')
  }
  url.pathname = `${url.pathname.replace(/\/$/, '')}/v1/traces`
  return url
}

const NAME = /^[A-Za-z0-9!#$%&'*+.^_`|~-]+$/
const VALUE = /^[\x20-\x7e]*$/

/** `name=value,name=value`; values are percent-encoded. */
export function otlpHeaders(text: string): Readonly<Record<string, string>> {
  const pairs = text.split(',').map((part) => {
    const [name = '', ...rest] = part.trim().split('=')
    const value = decodeURIComponent(rest.join('=').trim())
    if (rest.length === 0 || !NAME.test(name) || !VALUE.test(value))
      throw new Error('must be name=value pairs with commas between them')
    return [name.toLowerCase(), value] as const
  })
  return Object.fromEntries(pairs)
}

export function ratio(text: string): number {
  const value = /^(0|1|0?\.\d+|[01]\.0+)$/.test(text) ? Number(text) : Number.NaN
  if (!(value >= 0 && value <= 1)) throw new Error('must be a number from 0 to 1')
  return value
}

/** What an error tracker says that its address is. The library that takes it apart is loaded only where it is used. */
export function sentryDsn(text: string): string {
  const url = URL.canParse(text) ? new URL(text) : undefined
  const isDsn = /^https?:$/.test(url?.protocol ?? '') && /^\w+$/.test(url?.username ?? '') && !url?.search && !url?.hash
  if (!isDsn || !/\/\d+$/.test(url?.pathname ?? '')) throw new Error('must be https://<key>@<host>/<project>')
  return text
}
