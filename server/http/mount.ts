import type { Application, Request, RequestHandler } from 'express'
import type { IncomingMessage } from 'node:http'
import { record } from '../audit/store'
import type { Caller, Origin } from '../auth/caller'
import type { Visitor } from '../auth/visitors'
import { requirePermission } from '../auth/permissions'
import { AppError, notFound } from '../errors'
import type { Auditor, Endpoint } from './endpoint'
import type { TenantRef } from '../tenants/tenant-ref'
import { isStorable, readJson } from './json'
import { sendStream } from './stream'

export interface MountParts {
  /** Throws `unauthenticated`; or `forbidden` for a change that no page of ours asked for. */
  readonly identify: (req: IncomingMessage, address: string) => Promise<Visitor>
  /** Throws `rate_limited`. */
  readonly throttle: (visitorId: string) => void
  readonly originOf: (req: IncomingMessage) => Origin
  readonly tenants: (slugOrId: string) => Promise<TenantRef | undefined>
  readonly maxBodyBytes: number
}

/** Every endpoint goes through the same steps in the same order; no endpoint can leave one out. */
export function mountEndpoints(app: Application, endpoints: readonly Endpoint[], parts: MountParts): void {
  const paths = new Set(endpoints.map((e) => e.path))
  for (const path of [...paths].toSorted(namesFirst)) {
    const here = endpoints.filter((e) => e.path === path)
    const route = app.route(path)
    for (const each of here) route[METHODS[each.method]](serve(each, parts))
    route.all(refuseMethod(here.map((e) => e.method)))
  }
}

/** What is named by its address is found before what a parameter there would take, in whichever order they are declared. */
const namesFirst = (a: string, b: string): number => (rank(a) < rank(b) ? -1 : 1)
const rank = (path: string): string => path.replaceAll(':', '\uFFFF')

const METHODS = { GET: 'get', POST: 'post', PUT: 'put', PATCH: 'patch', DELETE: 'delete' } as const

const serve =
  (endpoint: Endpoint, parts: MountParts): RequestHandler =>
  async (req, res) => {
    const gone = new AbortController()
    res.once('close', () => gone.abort())
    const origin = parts.originOf(req)
    const { tenant: named, ...params } = req.params
    const admit = async (throttle: (visitorId: string) => void) => {
      const visitor = await parts.identify(req, origin.address)
      throttle(visitor.id)
      const entered = await enter(visitor, typeof named === 'string' ? named : undefined, parts)
      requirePermission(entered.caller, endpoint.permission)
      return { ...entered, signedIn: visitor.signedIn }
    }
    const { caller, tenant, signedIn } = await admit(parts.throttle)
    Object.assign(res.locals, { caller: caller.id, tenant: tenant?.slug })
    const audit = auditor(endpoint, caller, origin, tenant)
    const { status, location, body, stream } = await endpoint.answer({
      caller,
      origin,
      signedIn,
      tenant,
      params,
      query: queryOf(req),
      signal: gone.signal,
      header: (name) => req.header(name),
      again: async () => (await admit(() => {})).caller,
      audit: audit.write,
      readBody: () => readJson(req, parts.maxBodyBytes),
    })
    audit.check()
    res.status(status).setHeader('Cache-Control', 'no-store')
    if (location !== undefined) res.setHeader('Location', location)
    if (stream) await sendStream(res, stream)
    else if (status === 204) res.end()
    else res.json(body)
  }

/** Another tenant's caller, a person who is no member and an unknown tenant get one answer. */
async function enter(
  visitor: Visitor,
  named: string | undefined,
  parts: MountParts,
): Promise<{ caller: Caller; tenant: TenantRef | undefined }> {
  if (named === undefined) return { caller: await visitor.in(undefined), tenant: undefined }
  const tenant = await parts.tenants(named)
  const caller = tenant && (await visitor.in(tenant))
  if (!caller || !belongs(caller, tenant)) throw notFound('Tenant')
  requireActive(caller, tenant)
  return { caller, tenant }
}

/** Only the platform acts in a tenant that it suspended. */
export function requireActive(caller: Caller, { isActive }: Pick<TenantRef, 'isActive'>): void {
  if (isActive || caller.tenantId === undefined) return
  throw new AppError('forbidden', 'This tenant is suspended.', { hint: 'A platform admin can activate it.' })
}

const belongs = (caller: Caller, tenant: TenantRef): boolean =>
  caller.tenantId === tenant.id || (caller.tenantId === undefined && caller.role === 'platform_admin')

/** Binds the audit row to what was declared, and notices an endpoint that declares one and stores none. */
function auditor(
  { audit: action, method, path }: Endpoint,
  caller: Caller,
  origin: Origin,
  tenant: TenantRef | undefined,
): { write: Auditor; check: () => void } {
  let rows = 0
  return {
    write: async (em, { target, details = {}, tenantId = tenant?.id ?? null }) => {
      if (action === null) throw new Error(`${method} ${path} declares no audit row`)
      rows++
      await record(em, { tenantId, caller, origin, action, target, details })
    },
    check: () => {
      if (action !== null && rows === 0) throw new Error(`${method} ${path} stored no audit row`)
    },
  }
}

/** Each name once, as text: `?a=1&a=2` has no meaning here. */
function queryOf(req: Request): Record<string, string> {
  const query = new URL(req.url, 'http://localhost').searchParams
  const names = [...query.keys()]
  const twice = names.find((name, i) => names.indexOf(name) !== i)
  if (twice !== undefined) {
    throw new AppError('invalid_request', 'The query is not valid.', { fields: { [twice]: 'Is given twice.' } })
  }
  if (![...query].flat().every(isStorable)) {
    throw new AppError('invalid_request', 'The query holds a character that cannot be stored.')
  }
  return Object.fromEntries(query)
}

const refuseMethod =
  (methods: readonly string[]): RequestHandler =>
  (_req, res) => {
    res.setHeader('Allow', methods.join(', '))
    throw new AppError('method_not_allowed', `This address answers ${methods.join(', ')}.`)
  }
