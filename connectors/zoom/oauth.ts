import { type Account, answer, oauth2, type TokenReply, type VendorHttp, z } from '../sdk'
import * as tools from './schemas'
import { readUser } from './user'

export const API = 'https://api.zoom.us/v2'

/** An access token that is over, and one of a grant that ended. Zoom says so with status 400, too. */
const TOKEN_REFUSED = [124, 4741]

const Region = z.object({ api_url: z.url({ protocol: /^https?$/ }).optional() })

/** Accounts live in a region, whose host the token's reply names. */
async function account(http: VendorHttp, reply: TokenReply): Promise<Account> {
  const { api_url } = answer(Region, reply)
  const { id, email, name } = await readUser(http, 'me')
  const region = api_url === undefined ? undefined : new URL(api_url)
  return {
    id,
    name: email ?? name ?? id,
    ...(region ? { places: [{ id: region.host, name: region.host, baseUrl: `${region.origin}/v2` }] } : {}),
  }
}

/** Old apps have classic scopes, one for all that is read of a kind and one for the rest; those of admins hold everybody's. */
function implied(scopes: readonly string[]): Readonly<Record<string, readonly string[]>> {
  const all = new Map<string, Set<string>>()
  for (const scope of scopes) {
    const [kind = '', verb] = scope.replace(/^cloud_/, '').split(':')
    const classic = `${kind}:${verb === 'read' ? 'read' : 'write'}`
    for (const wider of [`${scope}:admin`, classic, `${classic}:admin`]) {
      all.set(wider, (all.get(wider) ?? new Set()).add(scope))
    }
  }
  return Object.fromEntries([...all].map(([wider, narrow]) => [wider, [...narrow]]))
}

export const oauth = oauth2({
  title: 'Zoom account',
  help: 'Zoom: marketplace.zoom.us, Develop, Build App, General App, user-managed.',
  registration: {
    url: 'https://marketplace.zoom.us/develop/create',
    steps: [
      'In the Zoom App Marketplace, open **Develop**, **Build App** and choose **General App**.',
      'Under **Basic Information**, choose **User-managed**.',
      'Enter `{redirectUri}` as **OAuth Redirect URL** and again under **OAuth Allow List**. Switch **Use Strict Mode URL** on.',
      'Under **Scopes**, press **Add Scopes** and add `user:read:user`.',
      'To read meetings, add `meeting:read:list_meetings`, `meeting:read:list_upcoming_meetings`, `meeting:read:meeting`, `meeting:read:invitation`, `meeting:read:past_meeting`, `meeting:read:list_past_instances`, `meeting:read:list_past_participants`, `meeting:read:list_registrants`, `meeting:read:summary`.',
      'To change meetings, add `meeting:write:meeting`, `meeting:write:registrant`, `meeting:update:meeting`, `meeting:update:status`, `meeting:delete:meeting`.',
      'For recordings, add `cloud_recording:read:list_user_recordings`, `cloud_recording:read:list_recording_files`, `cloud_recording:read:meeting_transcript`.',
      'For webinars, add `webinar:read:list_webinars`, `webinar:read:webinar`, `webinar:read:list_past_participants`. What is missing here is missing in every connection.',
      'Copy the client ID and the secret of **App Credentials** into the form here: the **Development** pair for people of your own Zoom account, the **Production** pair for everybody once Zoom has reviewed the app.',
    ],
  },
  addresses: {
    authorize: 'https://zoom.us/oauth/authorize',
    token: 'https://zoom.us/oauth/token',
    revoke: 'https://zoom.us/oauth/revoke',
  },
  token: { client: 'basic' },
  revoke: { by: 'basic' },
  // Scopes come from the configuration of the app; none are asked for.
  tokens: { default: { scopeParameter: null } },
  implies: implied(Object.values(tools).flatMap(({ scopes }) => scopes)),
  refresh: 'rotates',
  refusesToken: (body) =>
    typeof body === 'object' && body !== null && 'code' in body && TOKEN_REFUSED.some((code) => code === body.code),
  placeHosts: ['*.zoom.us'],
  account,
})
