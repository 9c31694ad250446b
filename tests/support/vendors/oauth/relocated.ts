import type { Account, ConnectorDeclaration, OAuth2, OAuth2Addresses } from '../../../../connectors/sdk'

type Addresses = Readonly<Record<string, string>>

/** The same type with its vendor at other origins: for `registry.add(cls, relocated(declaration, addresses))`. */
export function relocated(declaration: ConnectorDeclaration, addresses: Addresses): ConnectorDeclaration {
  const { baseUrls, auth } = declaration
  return {
    ...declaration,
    baseUrls: Object.fromEntries(Object.entries(baseUrls).map(([name, url]) => [name, moved(url, addresses)])),
    auth: auth.map((method) => (method.kind === 'oauth2' ? movedOAuth(method, addresses) : method)),
  }
}

function movedOAuth(oauth: OAuth2, addresses: Addresses): OAuth2 {
  const { authorize, token, revoke } = oauth.addresses
  const there: OAuth2Addresses = {
    authorize: moved(authorize, addresses),
    token: moved(token, addresses),
    ...(revoke === undefined ? {} : { revoke: moved(revoke, addresses) }),
  }
  return {
    ...oauth,
    addresses: there,
    ...(oauth.placeHosts ? { placeHosts: movedHosts(oauth.placeHosts, addresses) } : {}),
    account: async (http, reply): Promise<Account> => {
      const account = await oauth.account(http, reply)
      if (!account.places) return account
      return {
        ...account,
        places: account.places.map((place) => ({ ...place, baseUrl: moved(place.baseUrl, addresses) })),
      }
    },
  }
}

function moved(url: string, addresses: Addresses): string {
  const { origin } = new URL(url)
  return (addresses[origin] ?? origin) + url.slice(origin.length)
}

/** The patterns stay; the hosts here of those that match come with them. */
function movedHosts(patterns: readonly string[], addresses: Addresses): readonly string[] {
  const matches = (host: string) =>
    patterns.some((each) => (each.startsWith('*.') ? host.endsWith(each.slice(1)) : host === each))
  const here = Object.entries(addresses).filter(([origin]) => matches(new URL(origin).hostname))
  return [...new Set([...patterns, ...here.map(([, address]) => new URL(address).origin)])]
}
