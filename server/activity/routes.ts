import { AppError } from '../errors'
import { endpoint, type Endpoint } from '../http/endpoint'
import { StreamOf } from '../http/stream'
import type { LiveActivity } from './live'

export const activityRoutes = (live: LiveActivity): Endpoint[] => [
  endpoint({
    method: 'GET',
    path: '/api/v1/admin/tenants/:tenant/events',
    summary: 'Watch what happens in a tenant, as server-sent events; a member watches what is theirs',
    permission: 'activity:watch',
    audit: null,
    reply: new StreamOf('text/event-stream'),
    handle: ({ tenant, caller, again, header, signal }) => {
      if (!header('accept')?.includes('text/event-stream')) {
        throw new AppError('invalid_request', 'This address answers with a stream of events.', {
          hint: 'Open it with an EventSource, which sends Accept: text/event-stream.',
        })
      }
      const site = header('sec-fetch-site')
      if (site !== undefined && site !== 'same-origin')
        throw new AppError('forbidden', 'Only pages of this server may watch.')
      return live.open({ tenantId: tenant.id, caller, again, lastEventId: header('last-event-id'), signal })
    },
  }),
]
