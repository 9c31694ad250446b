import type { Beyond } from './api'
import type { Answer } from './messages'
import type { Account } from './rules'

const OWN = ['host', 'connection', 'content-length', 'authorization', 'accept-encoding', 'transfer-encoding']
const DROP = [...OWN, 'content-encoding', 'date', 'keep-alive']

/**
 * Lets another stand-in, which knows tokens of its own, answer what this one does not. `places` says where it has the
 * vendor's addresses: of those that a request begins with, the longest counts.
 */
export const behind = (places: Readonly<Record<string, string>>, tokenOf: (account: Account) => string): Beyond => {
  const longestFirst = Object.entries(places).sort(([a], [b]) => b.length - a.length)
  return async ({ method, at, query, headers, raw }, { grant }): Promise<Answer | undefined> => {
    const [vendor, here] = longestFirst.find(([address]) => at.startsWith(address)) ?? []
    if (vendor === undefined || here === undefined) return undefined
    const search = query.size > 0 ? `?${query.toString()}` : ''
    const reply = await fetch(here + at.slice(vendor.length) + search, {
      method,
      redirect: 'manual',
      headers: [
        ...Object.entries(headers).filter(([name]) => !OWN.includes(name)),
        ['authorization', `Bearer ${tokenOf(grant.account)}`] as [string, string],
        // For links that lead back here.
        ['x-forwarded-host', headers['host'] ?? ''] as [string, string],
      ],
      ...(raw.length > 0 ? { body: new Uint8Array(raw) } : {}),
    })
    const kept = [...reply.headers].filter(([name]) => !DROP.includes(name))
    const body = Buffer.from(await reply.arrayBuffer())
    return { status: reply.status, headers: Object.fromEntries(kept), ...(body.length > 0 ? { body } : {}) }
  }
}
