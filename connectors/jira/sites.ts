import { answer, compact, ConnectorError, path, type VendorHttp, z } from '../sdk'
import { remembered, type Vendor } from './vendor'

const Site = z.object({
  id: z.string().regex(/^[\w-]{1,64}$/),
  name: z.string().optional().catch(undefined),
  url: z
    .url({ protocol: /^https$/ })
    .optional()
    .catch(undefined),
  scopes: z.array(z.string()).optional().catch(undefined),
})
export type Site = z.output<typeof Site>

/** A site is listed once for each product; a Confluence entry says nothing about Jira. */
const isJira = ({ scopes }: Site): boolean => scopes === undefined || scopes.some((scope) => scope.includes(':jira'))

export const hostOf = ({ url }: Site): string | undefined => (url === undefined ? undefined : new URL(url).hostname)

/** The Jira sites that the token reaches, each once. */
export async function readSites(http: VendorHttp): Promise<readonly Site[]> {
  const { body } = await http.get(path`/oauth/token/accessible-resources`, { base: 'account', effect: 'read' })
  const sites = new Map<string, Site>()
  for (const site of answer(z.array(Site), body).filter(isJira)) {
    const scopes = [...(sites.get(site.id)?.scopes ?? []), ...(site.scopes ?? [])]
    sites.set(site.id, { ...site, scopes })
  }
  return [...sites.values()]
}

/** Whether the connector works on this one: what the admin chose, or the only one there is. */
const isUsed = (site: Site, { place }: Vendor, all: readonly Site[]): boolean =>
  place === undefined ? all.length === 1 : site.id === place || hostOf(site) === place.toLowerCase()

export async function listSites(vendor: Vendor) {
  const all = await readSites(vendor.http)
  return all.map((site) =>
    compact({ id: site.id, name: site.name, url: site.url, used: isUsed(site, vendor, all) || undefined }),
  )
}

/**
 * A pasted address names its site. The same key on another site is another issue, so an address of a site that the
 * connector does not work on is refused.
 */
export async function checkHost(vendor: Vendor, host: string): Promise<void> {
  const all = await remembered(vendor, 'sites', () => readSites(vendor.http))
  const used = all.filter((site) => isUsed(site, vendor, all)).flatMap((site) => hostOf(site) ?? [])
  if (used.length === 0 || used.includes(host)) return
  throw new ConnectorError('validation', `The address is of ${host}; this connector works on ${used.join(', ')}.`, {
    hint: 'Use the connector of that site. If it is the same site under another name, give the key or id alone.',
  })
}
