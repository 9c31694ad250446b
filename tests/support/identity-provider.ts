import { createServer, type IncomingMessage, type ServerResponse } from 'node:http'
import type { AddressInfo } from 'node:net'
import { text as textOf } from 'node:stream/consumers'
import { decodeJwt, exportJWK, generateKeyPair, type JWK, type JWTPayload, SignJWT, UnsecuredJWT } from 'jose'
import { type KoaContextWithOIDC, Provider } from 'oidc-provider'

export const CLIENT = { clientId: 'sagemcp', clientSecret: 'a-secret-of-the-provider-0123456789' }

/** What a hostile or broken provider does to the ID token that it made. */
export type Trick =
  'nonce' | 'issuer' | 'audience' | 'unsigned' | 'foreign key' | 'client secret' | 'expired' | 'unchanged'

export interface IdentityProvider {
  readonly issuer: string
  /** By subject: what it says of each. */
  readonly accounts: Map<string, Readonly<Record<string, unknown>>>
  trick: Trick | undefined
  /** Happens once, while the next token is asked for. */
  meanwhile: (() => Promise<unknown>) | undefined
  /** Where people may be sent back to. */
  readonly redirectUris: Set<string>
  /** How often a token was asked for. */
  readonly exchanges: number
  /** As a browser of this person: from the address that we send them to, to the one that they come back with. */
  signIn(url: string, subject: string): Promise<string>
  close(): Promise<void>
}

/**
 * A real OpenID provider on loopback, at which everybody is signed in already; with `asks`, it shows a browser a page to choose
 * an account on. It lies when it is told to.
 */
export async function startIdentityProvider({ asks = false } = {}): Promise<IdentityProvider> {
  const accounts: IdentityProvider['accounts'] = new Map()
  const redirectUris = new Set<string>()
  const server = createServer()
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  const issuer = `http://127.0.0.1:${(server.address() as AddressInfo).port}`
  const [own, foreign] = [await key('own'), await key('foreign')]
  const provider = new Provider(issuer, {
    clients: [{ client_id: CLIENT.clientId, client_secret: CLIENT.clientSecret, redirect_uris: [`${issuer}/none`] }],
    jwks: { keys: [own.jwk] },
    cookies: { keys: ['a key for cookies'] },
    scopes: ['openid', 'email', 'profile', 'groups'],
    claims: { openid: ['sub'], email: ['email', 'email_verified'], profile: ['name'], groups: ['groups'] },
    features: { devInteractions: { enabled: false } },
    interactions: { url: (_ctx, { uid }) => `/interaction/${uid}` },
    findAccount: (_ctx, sub) => ({ accountId: sub, claims: () => ({ sub, ...accounts.get(sub) }) }),
    loadExistingGrant: allowAll,
  })
  // Tenants come later than their provider.
  provider.Client.prototype.redirectUriAllowed = (uri: string) => redirectUris.has(uri)
  const idp: Pick<IdentityProvider, 'trick' | 'meanwhile'> & { exchanges: number } = {
    trick: undefined,
    meanwhile: undefined,
    exchanges: 0,
  }
  provider.use(async (ctx, next) => {
    await next()
    if (ctx.path !== '/token') return
    idp.exchanges++
    const { meanwhile } = idp
    idp.meanwhile = undefined
    await meanwhile?.()
    const body = ctx.body as { id_token?: string }
    if (idp.trick && body.id_token) ctx.body = { ...body, id_token: await tampered(body.id_token, idp.trick) }
  })

  function tampered(token: string, trick: Trick): Promise<string> | string {
    const claims: JWTPayload = { ...decodeJwt(token) }
    const long = 3_600
    if (trick === 'nonce') claims.nonce = 'another'
    if (trick === 'issuer') claims.iss = 'https://accounts.example.org'
    if (trick === 'audience') claims.aud = 'another-client'
    if (trick === 'expired') Object.assign(claims, { iat: (claims.iat ?? 0) - long, exp: (claims.exp ?? 0) - 2 * long })
    if (trick === 'unsigned') return new UnsecuredJWT(claims).encode()
    const token_ = new SignJWT(claims)
    if (trick === 'client secret') {
      return token_.setProtectedHeader({ alg: 'HS256' }).sign(Buffer.from(CLIENT.clientSecret))
    }
    const signer = trick === 'foreign key' ? foreign : own
    return token_.setProtectedHeader({ alg: 'RS256', kid: String(signer.jwk.kid) }).sign(signer.privateKey)
  }

  let subject = ''
  const serve = provider.callback()
  server.on('request', (req: IncomingMessage, res: ServerResponse) => {
    if (!req.url?.startsWith('/interaction/')) return void serve(req, res)
    if (asks) return void ask(req, res)
    void provider.interactionFinished(req, res, { login: { accountId: subject } })
  })

  async function ask(req: IncomingMessage, res: ServerResponse) {
    if (req.method !== 'POST')
      return void res.setHeader('content-type', 'text/html').end(choicePage([...accounts.keys()]))
    const who = new URLSearchParams(await textOf(req)).get('who') ?? ''
    const result = who === '' ? { error: 'access_denied' } : { login: { accountId: who } }
    await provider.interactionFinished(req, res, result)
  }

  return Object.assign(idp, {
    issuer,
    accounts,
    redirectUris,
    signIn: async (url: string, who: string) => {
      subject = who
      const cookies = new Map<string, string>()
      let at = new URL(url)
      for (let i = 0; i < 10; i++) {
        const cookie = [...cookies].map((pair) => pair.join('=')).join('; ')
        const reply = await fetch(at, { redirect: 'manual', headers: { cookie } })
        for (const line of reply.headers.getSetCookie()) {
          const [name = '', value = ''] = (line.split(';')[0] ?? '').split(/=(.*)/s)
          cookies.set(name, value)
        }
        const location = reply.headers.get('location')
        if (location === null) throw new Error(`the provider stopped: ${reply.status} ${await reply.text()}`)
        at = new URL(location, at)
        if (at.origin !== issuer) return at.href
      }
      throw new Error('the provider redirects for ever')
    },
    close: async () => {
      server.closeAllConnections()
      await new Promise((resolve) => server.close(resolve))
    },
  })
}

const choicePage = (subjects: readonly string[]) =>
  `<!doctype html><html lang="en"><title>Stand-in provider</title><main><h1>Who are you?</h1><form method="post">${[
    ...subjects.map((subject) => `<button name="who" value="${subject}">${subject}</button>`),
    '<button name="who" value="">Refuse</button>',
  ].join(' ')}</form></main></html>`

async function key(kid: string) {
  const { privateKey } = await generateKeyPair('RS256', { extractable: true })
  const jwk: JWK = { ...(await exportJWK(privateKey)), kid, alg: 'RS256', use: 'sig' }
  return { privateKey, jwk }
}

/** Nobody is asked what this client may read. */
async function allowAll({ oidc }: KoaContextWithOIDC) {
  const [clientId, accountId] = [oidc.client?.clientId, oidc.session?.accountId]
  if (clientId === undefined || accountId === undefined) return undefined
  const grant = new oidc.provider.Grant({ clientId, accountId })
  grant.addOIDCScope('openid email profile groups')
  await grant.save()
  return grant
}
