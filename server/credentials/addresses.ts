import { type AccountPlace, ConnectorError, type ConnectorType } from '../../connectors/sdk'

interface Placed {
  readonly configuration: Readonly<Record<string, unknown>>
  readonly type: Pick<ConnectorType, 'baseUrls'>
}

interface Account {
  readonly origins: readonly string[]
  readonly places: readonly AccountPlace[]
}

/** The server of its own that a tenant pointed a connector at. */
export const ownBaseUrl = ({ configuration }: Pick<Placed, 'configuration'>): string | undefined =>
  typeof configuration.baseUrl === 'string' ? configuration.baseUrl : undefined

/** The addresses that a connector's calls go to, the usual one first: the tenant's own replaces that one. */
export const addressesOf = (connector: Placed, place?: AccountPlace): readonly string[] => {
  const [usual, ...others] = Object.values(connector.type.baseUrls)
  const first = ownBaseUrl(connector) ?? place?.baseUrl ?? usual
  return first === undefined ? others : [first, ...others]
}

/** Where the calls of this connector go with this account, the usual address first. Throws where that is not decided. */
export function addressesFor(connector: Placed & { readonly slug: string }, account: Account | undefined) {
  return addressesOf(connector, account && placeOf(connector, account.places))
}

function placeOf(
  { slug, configuration }: Placed & { readonly slug: string },
  places: readonly AccountPlace[],
): AccountPlace | undefined {
  const wanted = typeof configuration.place === 'string' ? configuration.place : undefined
  if (wanted === undefined && places.length < 2) return places[0]
  const found = places.filter(({ id, name }) => id === wanted || name.toLowerCase() === wanted?.toLowerCase())
  if (found.length === 1) return found[0]
  const names = places.map(({ name }) => name).join(', ')
  throw new ConnectorError(
    'configuration_required',
    wanted === undefined
      ? `The account of the connector "${slug}" reaches several places, and none is chosen.`
      : `The account of the connector "${slug}" does not reach the place that the connector is set to.`,
    { hint: `A tenant admin has to set the connector's place to one of: ${names || 'none'}.` },
  )
}

export const coversAll = (account: Account, addresses: readonly string[]): boolean =>
  addresses.every((address) => account.origins.includes(new URL(address).origin))
