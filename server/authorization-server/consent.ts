import { randomBytes } from 'node:crypto'
import type { IncomingMessage, ServerResponse } from 'node:http'
import { type InteractionResults, type Provider, errors } from 'oidc-provider'
import { record } from '../audit/store'
import type { Origin, TenantRole } from '../auth/caller'
import { userCallerId } from '../auth/callers'
import type { BrowserSessions, SignedIn } from '../auth/sign-in-sessions'
import type { Database } from '../db/database'
import { consentPage } from '../pages/consent'
import type { Page } from '../pages/document'
import { message } from '../pages/layout'
import { otherWayPage } from '../pages/members-only'
import { type EndpointAddress, type Offer, offerFor } from '../tools/offer'
import type { Snapshot } from '../tools/snapshot'
import type { Snapshots } from '../tools/snapshots'
import { activeRoleIn } from '../users/store'
import type { Artifacts } from './adapter'
import { CONSENT_PATH, GRANT_S } from './provider'
import { readForm } from './request'
import { CALL, DEFAULT_SCOPES, endpointOf, READ, resourceOf } from './resource'
import { addGrant } from './store'

export interface ConsentParts {
  readonly publicUrl: string
  readonly db: Database
  readonly sessions: BrowserSessions
  readonly snapshots: Pick<Snapshots, 'get'>
  readonly artifacts: Artifacts
}

type Client = NonNullable<Awaited<ReturnType<Provider['Client']['find']>>>

/** Everything about one question to a person, once it is sure that this person may answer it. */
interface Question {
  readonly provider: Provider
  readonly uid: string
  readonly client: Client
  readonly redirectUri: string
  readonly address: EndpointAddress
  readonly scopes: readonly string[]
  readonly signedIn: SignedIn
  readonly snapshot: Snapshot
  readonly role: TenantRole
  readonly offer: Offer
}

/** An unknown tenant and one that the person is not in get the same words. */
const NO_ENDPOINT = { error: 'access_denied', error_description: 'There is no such endpoint for this account.' }

/** The page where a person decides what an AI client may do. Whoever is not signed in goes to sign in first. */
export class Consent {
  constructor(private readonly parts: ConsentParts) {}

  async answer(provider: Provider, req: IncomingMessage, res: ServerResponse, origin: Origin): Promise<void> {
    const interaction = await provider.interactionDetails(req, res).catch((error: unknown) => {
      if (error instanceof errors.SessionNotFound) return undefined
      throw error
    })
    const path = `${CONSENT_PATH}/${interaction?.uid}`
    if (!interaction || req.url !== path) return this.#gone(res)
    const signedIn = await this.parts.sessions.find(req)
    if (!signedIn) return redirect(res, `/sign-in?next=${encodeURIComponent(path)}`)
    const settle = (result: InteractionResults) =>
      provider.interactionResult(req, res, result, { mergeWithLastSubmission: false })
    const finish = async (result: InteractionResults) => redirect(res, await settle(result))
    const client = await provider.Client.find(String(interaction.params.client_id))
    const { redirect_uri: redirectUri, resource } = interaction.params
    const address = endpointOf(this.parts.publicUrl, Array.isArray(resource) ? resource[0] : resource)
    if (!client || typeof redirectUri !== 'string' || !address) return this.#gone(res)
    if (Array.isArray(resource) && resource.length > 1) {
      return finish({ error: 'invalid_target', error_description: 'Ask for one endpoint at a time.' })
    }
    if (!(await this.#reaches(signedIn, address))) return sendPage(res, 403, otherWayPage(signedIn.csrf, path))
    const found = await this.#enter(signedIn, address)
    if (!found) return this.#stranger(res, signedIn, client, await settle(NO_ENDPOINT))
    const asked = String(interaction.params.scope ?? '').split(' ')
    const scopes = DEFAULT_SCOPES.filter((scope) => asked.includes(scope))
    const question = { provider, uid: interaction.uid, client, redirectUri, address, scopes, signedIn, ...found }
    if (req.method !== 'POST') return this.#show(res, question)
    const form = await readForm(req)
    this.parts.sessions.checkCsrf(signedIn, form.get('csrf') ?? undefined)
    const decision = form.get('decision')
    if (decision !== 'allow' && decision !== 'read') {
      return finish({ error: 'access_denied', error_description: 'The person refused.' })
    }
    const grantId = await this.#allow(question, decision === 'read' ? [READ] : scopes, origin)
    return finish({ login: { accountId: signedIn.userId, remember: false }, consent: { grantId } })
  }

  /** A session that is good for one tenant answers for no other, whether there is such a tenant or not. */
  async #reaches({ onlyTenantId }: SignedIn, { tenant }: EndpointAddress): Promise<boolean> {
    return onlyTenantId === undefined || (await this.parts.snapshots.get(tenant))?.tenant.id === onlyTenantId
  }

  async #enter({ userId }: SignedIn, { tenant, connector }: EndpointAddress) {
    const snapshot = await this.parts.snapshots.get(tenant)
    const role = snapshot && (await this.parts.db.withSystem((em) => activeRoleIn(em, userId, snapshot.tenant.id)))
    const rights = { mayRead: true, mayCall: true, role, userId }
    const offer = role && snapshot.tenant.isActive ? offerFor(snapshot, rights, connector) : undefined
    return snapshot && role && offer ? { snapshot, role, offer } : undefined
  }

  async #allow(question: Question, scopes: readonly string[], origin: Origin): Promise<string> {
    const { provider, client, address, signedIn, snapshot, redirectUri } = question
    const id = randomBytes(24).toString('base64url')
    const [{ id: tenantId }, { userId }] = [snapshot.tenant, signedIn]
    const connectorId = snapshot.connectors.find((c) => c.slug === address.connector)?.id ?? null
    const clientName = nameOf(client)
    const redirectHost = hostOf(redirectUri)
    await this.parts.db.withTenant(tenantId, async (em) => {
      await addGrant(em, {
        id,
        tenantId,
        userId,
        connectorId,
        clientId: client.clientId,
        clientName,
        redirectHost,
        scopes: [...scopes],
      })
      await record(em, {
        tenantId,
        caller: { id: userCallerId(userId), name: signedIn.name, role: question.role, userId },
        origin,
        action: 'client.allow',
        target: id,
        details: { client: clientName, redirectHost, endpoint: address.connector ?? null, scopes },
      })
    })
    const grant = new provider.Grant({ accountId: userId, clientId: client.clientId })
    grant.jti = id
    const resource = resourceOf(this.parts.publicUrl, address)
    // Both kinds: the library asks again for what it finds in neither.
    grant.addOIDCScope(['offline_access', ...scopes].join(' '))
    grant.addResourceScope(resource, scopes.join(' '))
    const refused = question.scopes.filter((scope) => !scopes.includes(scope))
    if (refused.length > 0) {
      grant.rejectOIDCScope(refused.join(' '))
      grant.rejectResourceScope(resource, refused.join(' '))
    }
    await grant.save()
    await this.parts.artifacts.keepClient(client.clientId, new Date(Date.now() + GRANT_S * 1_000))
    return id
  }

  #show(res: ServerResponse, { uid, client, redirectUri, address, scopes, signedIn, snapshot, offer }: Question): void {
    const tools = offer.connectors.map((connector) => {
      const own = [...offer.tools.values()].filter((tool) => tool.connector === connector)
      const reading = own.filter((tool) => tool.effect === 'read').length
      return { connector: connector.slug, reading, changing: own.length - reading }
    })
    const page = consentPage({
      csrf: signedIn.csrf,
      action: `${CONSENT_PATH}/${uid}`,
      clientName: nameOf(client),
      clientOrigin: client.clientId.startsWith('https:') ? new URL(client.clientId).origin : undefined,
      redirectHost: hostOf(redirectUri),
      isLocal: !redirectUri.startsWith('https:'),
      tenantName: snapshot.tenant.name,
      endpoint: resourceOf(this.parts.publicUrl, address),
      userName: signedIn.name,
      tools: tools.filter((t) => t.reading > 0 || (t.changing > 0 && scopes.includes(CALL))),
      wantsToCall: scopes.includes(CALL),
    })
    sendPage(res, 200, page, formTarget(redirectUri))
  }

  /** A page, not a redirect: Chromium follows no redirect to another site when a form of ours, the sign-in, began it. */
  #stranger(res: ServerResponse, { email }: SignedIn, client: Client, back: string): void {
    const intro = `${NO_ENDPOINT.error_description} You are signed in as ${email}.`
    const page = message('You cannot allow this', intro, { href: back, label: `Go back to ${nameOf(client)}` })
    sendPage(res, 403, page)
  }

  #gone(res: ServerResponse): void {
    const page = message(
      'This page is out of date',
      'Nothing was allowed. Start again in the program that sent you here.',
    )
    sendPage(res, 400, page)
  }
}

const nameOf = (client: Client): string => client.clientName || client.clientId

/** Of a scheme of a program's own the rest says nothing about where it leads, whatever it looks like. */
function hostOf(uri: string): string {
  const { protocol, host } = new URL(uri)
  return /^https?:$/.test(protocol) ? host : `${protocol}${host && `//${host}`}`
}

/** Chromium follows the redirect after a form only to where the page's policy says; it has no words for an IPv6 host. */
function formTarget(uri: string): string {
  const { protocol, origin, hostname } = new URL(uri)
  return /^https?:$/.test(protocol) && !hostname.startsWith('[') ? origin : protocol
}

function redirect(res: ServerResponse, location: string): void {
  res.writeHead(303, { location, 'cache-control': 'no-store', 'content-length': 0 })
  res.end()
}

export function sendPage(res: ServerResponse, status: number, page: Page, formAction = ''): void {
  res.writeHead(status, {
    'content-type': 'text/html; charset=utf-8',
    'cache-control': 'no-store',
    'content-security-policy': [
      "default-src 'none'",
      "style-src 'self'",
      "img-src 'self'",
      "base-uri 'none'",
      `form-action 'self' ${formAction}`.trim(),
      "frame-ancestors 'none'",
    ].join('; '),
    'x-frame-options': 'DENY',
    // Not "no-referrer": with it browsers send the form with an Origin of null.
    'referrer-policy': 'same-origin',
  })
  res.end(page.for(res.req))
}
