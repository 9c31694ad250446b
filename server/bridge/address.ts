const LOOPBACK = /^(localhost|.*\.localhost|127(\.\d{1,3}){3}|\[::1\])$/

/** It leads to this computer. */
export const isLoopback = ({ hostname }: URL): boolean => LOOPBACK.test(hostname)

/** The HTTP address of the same endpoint, which is its name where people sign in. */
export const endpointOf = (address: string): URL => new URL(address.replace(/^ws/i, 'http'))

/** Why this address or key cannot be used, in words for the person who configured them. */
export function problemWith(address: string, key: string | undefined, insecure: boolean): string | undefined {
  const url = URL.canParse(address) ? new URL(address) : undefined
  if (url?.protocol !== 'wss:' && url?.protocol !== 'ws:') {
    return 'The address must be a WebSocket URL, such as wss://HOST/api/v1/TENANT/mcp.'
  }
  if (url.username !== '' || url.password !== '' || url.hash !== '') {
    return 'The address must not hold a name, a password or a fragment. A key belongs in SAGEMCP_KEY.'
  }
  if (url.protocol === 'ws:' && !isLoopback(url) && !insecure) {
    return 'ws:// would send keys unencrypted. Use wss://, or add --insecure if you trust every network in between.'
  }
  if (key !== undefined && !/^[\x21-\x7E]+$/.test(key)) {
    return 'SAGEMCP_KEY holds characters that no key has. Copy it again.'
  }
  return undefined
}
