import { ProtocolError, ResourceNotFoundError } from '@modelcontextprotocol/server'
import { ConnectorError, isTemplate, type ResourceDefinition } from '../../../connectors/sdk'
import { findResource, type Offer, type OfferedResource } from '../../tools/offer'
import { toProtocolErrorOf } from '../connector-error'
import type { Serving } from '../serving'
import { RATE_LIMITED } from '../rpc'
import { askConnector } from './ask-connector'

/** Of one connection: a template has any number of addresses, and each that is watched is kept. */
const MAX_SUBSCRIPTIONS = 500
const MAX_URI = 2_048

export function handleResources(serving: Serving): void {
  const { server } = serving

  const listed = async (templates: boolean) => {
    const { offer } = await serving.access()
    return offer.resources.map((r) => r.definition).filter((d) => isTemplate(d.uri) === templates)
  }

  server.setRequestHandler('resources/list', async () => ({
    resources: (await listed(false)).map((d) => ({ uri: d.uri, ...describe(d) })),
  }))

  server.setRequestHandler('resources/templates/list', async () => ({
    resourceTemplates: (await listed(true)).map((d) => ({ uriTemplate: d.uri, ...describe(d) })),
  }))

  server.setRequestHandler('resources/read', async ({ params: { uri } }, ctx) => {
    const access = await serving.access()
    const { connector } = find(access.offer, uri)
    try {
      return await askConnector(serving, ctx, access, connector, ['resource', uri], async (ask, on) => ({
        contents: [await serving.runner.readResource(ask, on, uri)],
      }))
    } catch (error) {
      const missing = error instanceof ConnectorError && error.code === 'not_found'
      throw missing ? new ResourceNotFoundError(uri) : toProtocolErrorOf(error)
    }
  })

  server.setRequestHandler('resources/subscribe', async ({ params }) => {
    const { offer } = await serving.access()
    find(offer, params.uri)
    if (params.uri.length > MAX_URI) throw new ResourceNotFoundError(params.uri.slice(0, MAX_URI))
    if (serving.subscriptions.size >= MAX_SUBSCRIPTIONS) {
      throw new ProtocolError(RATE_LIMITED, `A connection watches at most ${MAX_SUBSCRIPTIONS} resources.`)
    }
    serving.subscriptions.add(params.uri)
    return {}
  })

  server.setRequestHandler('resources/unsubscribe', ({ params }) => {
    serving.subscriptions.delete(params.uri)
    return {}
  })
}

function find(offer: Offer, uri: string): OfferedResource {
  const found = findResource(offer, uri)
  if (!found) throw new ResourceNotFoundError(uri)
  return found
}

const describe = (d: ResourceDefinition) => ({
  name: d.name,
  ...(d.title === undefined ? {} : { title: d.title }),
  description: d.description,
  ...(d.mimeType === undefined ? {} : { mimeType: d.mimeType }),
})
