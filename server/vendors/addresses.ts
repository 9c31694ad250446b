import { lookup as dnsLookup } from 'node:dns/promises'
import { BlockList, isIP, type LookupFunction } from 'node:net'

export interface Address {
  address: string
  family: number
}

/** Every address of a name, in the order that DNS gave. */
export type Resolve = (hostname: string) => Promise<readonly Address[]>

const resolveByDns: Resolve = (hostname) => dnsLookup(hostname, { all: true, order: 'verbatim' })

/** Whoever asks for a name while it is looked up waits for that answer: a slow name server holds one thread, not all. */
function shared(resolve: Resolve): Resolve {
  const running = new Map<string, ReturnType<Resolve>>()
  return (hostname) => {
    let found = running.get(hostname)
    if (!found) {
      found = resolve(hostname).finally(() => running.delete(hostname))
      running.set(hostname, found)
    }
    return found
  }
}

/** An address that tenants may not reach. It never names the resolved address: that would map the inside network. */
export class AddressRefused extends Error {
  override readonly name = 'AddressRefused'
}

const PRIVATE_IPV4: readonly [network: string, prefix: number][] = [
  ['0.0.0.0', 8], // this network
  ['10.0.0.0', 8], // private
  ['100.64.0.0', 10], // carrier-grade NAT
  ['127.0.0.0', 8], // loopback
  ['168.63.129.16', 32], // Azure's host channel: a public number, but only reachable from inside
  ['169.254.0.0', 16], // link-local, with the metadata services of clouds
  ['172.16.0.0', 12], // private
  ['192.0.0.0', 24], // protocol assignments
  ['192.0.2.0', 24], // documentation
  ['192.88.99.0', 24], // 6to4 relays
  ['192.168.0.0', 16], // private
  ['198.18.0.0', 15], // benchmarks
  ['198.51.100.0', 24], // documentation
  ['203.0.113.0', 24], // documentation
  ['224.0.0.0', 4], // multicast
  ['240.0.0.0', 4], // reserved and broadcast
]

const NAT64 = '64:ff9b::'

// IPv6 is denied by default: only global unicast and NAT64 of a public IPv4 address are public. IPv4-mapped addresses
// are matched by BlockList against the IPv4 rules of the same list.
const publicIpv6 = new BlockList()
publicIpv6.addSubnet('2000::', 3, 'ipv6')
publicIpv6.addSubnet(NAT64, 96, 'ipv6')
publicIpv6.addSubnet('0.0.0.0', 0, 'ipv4')

const refused = new BlockList()
refused.addSubnet('2001::', 23, 'ipv6') // protocol assignments, Teredo among them: it embeds a disguised IPv4 address
refused.addSubnet('2001:db8::', 32, 'ipv6') // documentation
refused.addSubnet('3fff::', 20, 'ipv6') // documentation
for (const [network, prefix] of PRIVATE_IPV4) {
  refused.addSubnet(network, prefix, 'ipv4')
  refused.addSubnet(NAT64 + network, 96 + prefix, 'ipv6')
  refused.addSubnet(`2002:${asHexGroups(network)}::`, 16 + prefix, 'ipv6') // 6to4
}

function asHexGroups(ipv4: string): string {
  const [a = 0, b = 0, c = 0, d = 0] = ipv4.split('.').map(Number)
  return `${(a * 256 + b).toString(16)}:${(c * 256 + d).toString(16)}`
}

export function isPublic(address: string): boolean {
  // A zone says which network card to use: nothing public has one, and BlockList does not look past it.
  if (address.includes('%')) return false
  switch (isIP(address)) {
    case 4:
      return !refused.check(address, 'ipv4')
    case 6:
      return publicIpv6.check(address, 'ipv6') && !refused.check(address, 'ipv6')
    default:
      return false
  }
}

/** Decides which hosts this process may talk to. The operator's list is the only exception. */
export class Addresses {
  private readonly allowed: ReadonlySet<string>
  private readonly resolve: Resolve

  constructor(allowedPrivateHosts: readonly string[], resolve: Resolve = resolveByDns) {
    this.allowed = new Set(allowedPrivateHosts.map(normalise))
    this.resolve = shared(resolve)
  }

  /** Is this exact host, with any port or with this one, on the operator's list? Names are not resolved for it. */
  isAllowedPrivate(url: URL): boolean {
    return this.isAllowed(url.hostname, portOf(url))
  }

  /** Why an address may not be used, as far as it can be told without asking DNS. */
  refusal(url: URL): string | undefined {
    if (url.protocol !== 'https:' && url.protocol !== 'http:') return 'Must begin with https://.'
    if (url.username || url.password) return 'Must not contain a user name or password.'
    if (this.isAllowedPrivate(url)) return undefined
    if (url.protocol === 'http:') return 'Must begin with https://.'
    const host = bare(url.hostname)
    if (isIP(host) && !isPublic(host)) return 'Private and local addresses are not allowed.'
    return undefined
  }

  /**
   * The addresses to connect to. One address that is not public refuses them all: a name that mixes both is a mistake
   * or an attack, and picking the good ones would hide it.
   */
  async find(hostname: string, port: string): Promise<readonly Address[]> {
    const found = await this.resolve(hostname)
    if (found.length === 0) throw new Error('The name has no address.')
    for (const { address } of found) this.check(hostname, port, address)
    return found
  }

  /** Throws unless the host of a URL has only addresses that may be used now. */
  async checkName(url: URL): Promise<void> {
    if (!isIP(bare(url.hostname))) await this.find(url.hostname, portOf(url))
  }

  /** Throws unless this host may be reached at this address. */
  check(hostname: string, port: string, address: string): void {
    if (isPublic(address) || this.isAllowed(hostname, port)) return
    throw new AddressRefused('The host has a private or local address.')
  }

  /** `find` in the form that sockets take, so that what was checked is what is connected to. */
  lookupFor(port: string): LookupFunction {
    return (hostname, options, callback) => {
      this.find(hostname, port).then(
        (found) => {
          const wanted = found.filter(({ family }) => !isFamily(options.family) || family === options.family)
          const [first] = wanted
          if (!first) callback(new Error('The name has no address of this family.'), [])
          else if (options.all) callback(null, wanted)
          else callback(null, first.address, first.family)
        },
        (error: NodeJS.ErrnoException) => callback(error, []),
      )
    }
  }

  private isAllowed(hostname: string, port: string): boolean {
    const host = bracketed(hostname)
    return this.allowed.has(host) || this.allowed.has(`${host}:${port}`)
  }
}

const portOf = (url: URL): string => url.port || (url.protocol === 'https:' ? '443' : '80')
const isFamily = (family: unknown): boolean => family === 4 || family === 6
const bare = (hostname: string): string => hostname.replace(/^\[|\]$/g, '')
const bracketed = (hostname: string): string => (isIP(hostname) === 6 ? `[${hostname}]` : hostname)

/** Writes a list entry as the URL parser would write its host, so that both compare equal. */
function normalise(entry: string): string {
  const [, host, port] = /^(\[[^\]]+\]|[^:]+)(?::(\d+))?$/.exec(bracketed(entry.trim())) ?? []
  if (host === undefined || !URL.canParse(`http://${host}`)) throw new Error(`Not a host or host:port: "${entry}"`)
  const { hostname } = new URL(`http://${host}`)
  return port === undefined ? hostname : `${hostname}:${Number(port)}`
}
