import { type Account, answer, oauth2, path, type VendorHttp, z } from '../sdk'

const SCOPE = 'https://www.googleapis.com/auth'

/** Google's two forms of this answer differ in the name of the id. */
const UserInfo = z.union([
  z.object({ sub: z.string().min(1), email: z.string().optional() }),
  z
    .object({ id: z.string().min(1), email: z.string().optional() })
    .transform(({ id, email }) => ({ sub: id, ...(email === undefined ? {} : { email }) })),
])

/** Needs nothing but `openid`: a person may untick every other scope. */
export async function account(http: VendorHttp): Promise<Account> {
  const { sub, email } = answer(UserInfo, (await http.get(path`/oauth2/v2/userinfo`, { base: 'google' })).body)
  return { id: sub, name: email ?? sub }
}

export const oauth = oauth2({
  title: 'Google account',
  help: 'Google Cloud console: Google Auth Platform, Clients, Create client, Web application.',
  registration: {
    url: 'https://console.cloud.google.com/auth/clients',
    steps: [
      'Choose a project in the Google Cloud console, or make one.',
      'Open **APIs & Services**, **Library**, and enable the **Google Docs API** and the **Google Drive API**. Without this every call fails.',
      'Open **Google Auth Platform**, **Branding**, and fill in the name and the addresses.',
      'Under **Audience**, choose **Internal** when everybody is in your Google Workspace. Otherwise choose **External** and press **Publish app**: in testing, every connection ends after seven days.',
      'Under **Data Access**, add `openid`, `email`, `https://www.googleapis.com/auth/documents` and `https://www.googleapis.com/auth/drive.file`. To find and read every document, add `https://www.googleapis.com/auth/drive.readonly`; Google restricts it, so do that in an Internal app.',
      'Under **Clients**, press **Create client** and choose **Web application**.',
      'Add `{redirectUri}` under **Authorized redirect URIs**, and press **Create**.',
      'Copy the client ID and the secret into the form here. Google shows the secret only once.',
    ],
  },
  // Other types of Google use the same accounts.
  provider: 'google',
  addresses: {
    authorize: 'https://accounts.google.com/o/oauth2/v2/auth',
    token: 'https://oauth2.googleapis.com/token',
    revoke: 'https://oauth2.googleapis.com/revoke',
  },
  // Google gives a refresh token only at a consent that was asked for so.
  authorize: { parameters: { access_type: 'offline', prompt: 'consent' } },
  revoke: { gives: 'refresh' },
  baseScopes: { default: ['openid', 'email'] },
  implies: {
    // What is asked for by a short name is granted by a long one.
    [`${SCOPE}/userinfo.email`]: ['email'],
    [`${SCOPE}/userinfo.profile`]: ['profile'],
    [`${SCOPE}/documents`]: [`${SCOPE}/documents.readonly`],
    [`${SCOPE}/drive`]: [
      ...['documents', 'documents.readonly', 'drive.file', 'drive.metadata', 'drive.metadata.readonly'],
      'drive.readonly',
    ].map((name) => `${SCOPE}/${name}`),
    [`${SCOPE}/drive.readonly`]: [`${SCOPE}/documents.readonly`, `${SCOPE}/drive.metadata.readonly`],
    [`${SCOPE}/drive.metadata`]: [`${SCOPE}/drive.metadata.readonly`],
  },
  refresh: 'stays',
  deadGrant: ['invalid_grant'],
  account,
})
