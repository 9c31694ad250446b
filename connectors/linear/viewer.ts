import { type VendorHttp, z } from '../sdk'
import { ask } from './calls'

const VIEWER = `query Viewer {
  viewer {
    id name displayName email admin guest timezone
    organization { id name urlKey }
  }
}`

const Data = z.object({
  viewer: z.object({
    id: z.string().min(1),
    name: z.string(),
    displayName: z.string(),
    email: z.string(),
    admin: z.boolean().nullish(),
    guest: z.boolean().nullish(),
    timezone: z.string().nullish(),
    organization: z.object({ id: z.string(), name: z.string(), urlKey: z.string() }),
  }),
})

export const Viewer = z.object({
  id: z.string(),
  name: z.string(),
  display_name: z.string(),
  email: z.string(),
  role: z.enum(['admin', 'member', 'guest']),
  timezone: z.string().optional(),
  organization: z.object({ id: z.string(), name: z.string(), url_key: z.string() }),
})

/** The connected user, who belongs to one workspace. */
export async function whoami(http: VendorHttp) {
  const { viewer } = await ask(http, Data, VIEWER)
  const { id, name, displayName, email, admin, guest, timezone, organization } = viewer
  return {
    id,
    name,
    display_name: displayName,
    email,
    role: admin ? ('admin' as const) : guest ? ('guest' as const) : ('member' as const),
    ...(timezone ? { timezone } : {}),
    organization: { id: organization.id, name: organization.name, url_key: organization.urlKey },
  }
}
