import { z } from 'zod'
import { page, PageQuery, search, timestamp } from './common'

export const ConnectedClient = z
  .object({
    id: z.string().describe('Names what was allowed, not the program: the same one may be allowed several times.'),
    name: z.string().describe('As the program called itself.'),
    clientId: z.string(),
    redirectHost: z.string().describe('Where the answer went when it was allowed.'),
    url: z.string().describe('The endpoint.'),
    tenant: z.string(),
    connector: z.string().nullable().describe('Null: all of the tenant.'),
    scopes: z.array(z.string()),
    user: z.object({ id: z.uuid(), name: z.string(), email: z.string() }),
    createdAt: timestamp(),
    lastUsedAt: timestamp().nullable().describe('When it last got an access token.'),
  })
  .meta({ id: 'ConnectedClient' })
export type ConnectedClient = z.output<typeof ConnectedClient>

export const ConnectedClients = page(ConnectedClient).meta({ id: 'ConnectedClients' })
export const ClientQuery = PageQuery.extend({
  q: search('the name of the client, or the name or e-mail address of the person'),
})
export const OwnClientQuery = ClientQuery.extend({
  tenant: z.string().max(50).optional().describe('The slug of a tenant: only what you allowed there.'),
})
