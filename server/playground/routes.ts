import { OpenPlayground, PlaygroundToken } from '../contracts/playground'
import { AppError } from '../errors'
import { endpoint, type Endpoint } from '../http/endpoint'
import type { Playground } from './service'

export const playgroundRoutes = (playground: Playground): Endpoint[] => [
  endpoint({
    method: 'POST',
    path: '/api/v1/admin/tenants/:tenant/playground-token',
    summary: 'Trade a browser session for a token of one MCP endpoint, which lasts five minutes',
    permission: 'playground:open',
    audit: 'playground.open',
    body: OpenPlayground,
    reply: PlaygroundToken,
    handle: async ({ tenant, signedIn, body, audit }) => {
      if (!signedIn) throw new AppError('forbidden', 'This needs a person at a browser.')
      return playground.open(tenant, signedIn, body.connector, audit)
    },
  }),
]
