import type { Registry, ToolDefinition } from '../../connectors/sdk'
import { AccessRule } from '../access/entity'
import { Connector, ConnectorTool } from '../connectors/entity'
import { AccountIndex, NO_ACCOUNTS } from '../credentials/account-index'
import { Credential, TenantKey } from '../credentials/entity'
import { toSealed } from '../credentials/sealed-credential'
import type { Database, EntityManager } from '../db/database'
import type { Log } from '../observability/log'
import { Tenant } from '../tenants/entity'
import { type CompiledTool, compileTool } from './compiled-tool'
import { Deadline } from './deadline'
import { detachedContext, detachedHttp } from './detached-context'
import { NO_RULES, RuleIndex } from './rule-index'
import type { Snapshot, SnapshotConnector } from './snapshot'

/** How long a type may take to say what it offers. */
const DECLARE_MS = 5_000

const byName = (a: { name: string }, b: { name: string }) => (a.name < b.name ? -1 : 1)

/** Reads one tenant whole. Undefined when there is no such tenant. */
export async function loadSnapshot(
  db: Database,
  registry: Registry,
  log: Log,
  slug: string,
): Promise<Snapshot | undefined> {
  const tenant = await db.withSystem((em) => em.findOneBy(Tenant, { slug }))
  if (!tenant) return undefined
  const rows = await db.withTenant(tenant.id, (em) => readRows(em, tenant.id))
  if (!rows.key) return undefined // deleted between the two reads
  const { allowedTypes } = tenant
  const connectors = await Promise.all(
    rows.connectors.map((row) =>
      toConnector(registry, log, row, {
        isAllowed: allowedTypes === null || allowedTypes.includes(row.type),
        disabled: rows.tools.filter((t) => t.connectorId === row.id && !t.isEnabled).map((t) => t.tool),
      }),
    ),
  )
  return {
    tenant: { id: tenant.id, slug: tenant.slug, name: tenant.name, isActive: tenant.isActive },
    limits: limitsOf(tenant),
    wrappedKey: rows.key.wrapped,
    accounts: rows.credentials.length === 0 ? NO_ACCOUNTS : new AccountIndex(rows.credentials.map(toSealed)),
    connectors: connectors.filter((c) => c !== undefined),
    rules: rows.rules.length === 0 ? NO_RULES : new RuleIndex(rows.rules),
    offers: new Map(),
  }
}

/** What most tenants have alike is one thing for all: a call finds it in the processor's cache. */
const NO_LIMITS: Snapshot['limits'] = {
  callsPerMinute: undefined,
  callsPerDay: undefined,
  callerCallsPerDay: undefined,
  streams: undefined,
  callerStreams: undefined,
}
const NOTHING: ReadonlySet<string> = new Set()
const NONE: readonly never[] = []
const NO_CONFIGURATION = Object.freeze({})

function limitsOf(tenant: Tenant): Snapshot['limits'] {
  const { callsPerMinute, callsPerDay, callerCallsPerDay, streams, callerStreams } = tenant
  if ((callsPerMinute ?? callsPerDay ?? callerCallsPerDay ?? streams ?? callerStreams) === null) return NO_LIMITS
  return {
    callsPerMinute: callsPerMinute ?? undefined,
    callsPerDay: callsPerDay ?? undefined,
    callerCallsPerDay: callerCallsPerDay ?? undefined,
    streams: streams ?? undefined,
    callerStreams: callerStreams ?? undefined,
  }
}

async function readRows(em: EntityManager, tenantId: string) {
  return {
    key: await em.findOneBy(TenantKey, { tenantId }),
    connectors: await em.find(Connector, { where: { tenantId }, order: { slug: 'ASC' } }),
    tools: await em.findBy(ConnectorTool, { tenantId }),
    credentials: await em.findBy(Credential, { tenantId, isActive: true }),
    rules: await em.findBy(AccessRule, { tenantId }),
  }
}

/** What a connector offers by itself, whatever an admin decided about it. Undefined where this process lacks its type. */
export async function declaredBy(
  registry: Registry,
  log: Log,
  row: Pick<Connector, 'id' | 'slug' | 'type' | 'configuration'>,
) {
  const type = registry.get(row.type)
  if (!type) {
    log.warn({ connector: row.id, type: row.type }, 'connector of a type that this process does not have')
    return undefined
  }
  const connector = new type.class({ slug: row.slug, configuration: row.configuration, http: detachedHttp })
  const [tools, prompts, resources] = await Promise.all([
    connector.getTools(detachedContext),
    connector.getPrompts(detachedContext),
    connector.getResources(detachedContext),
  ])
  return {
    type,
    // Spread, which takes no more room than is needed: there is one such list for each connector of each tenant.
    tools: [...tools.flatMap((definition) => compileOrSkip(log, row, definition))].sort(byName),
    prompts: prompts.length === 0 ? NONE : [...prompts].sort(byName),
    resources: resources.length === 0 ? NONE : [...resources].sort((a, b) => (a.uri < b.uri ? -1 : 1)),
  }
}

/** A connector that fails or hangs here is left out, or nothing of its tenant could be used. */
async function declaredOrNothing(registry: Registry, log: Log, row: Connector): ReturnType<typeof declaredBy> {
  const deadline = new Deadline(detachedContext.signal, DECLARE_MS, 'read')
  try {
    return await deadline.race(() => declaredBy(registry, log, row))
  } catch (error) {
    log.error({ err: error, connector: row.id, type: row.type }, 'connector left out: it does not say what it offers')
    return undefined
  } finally {
    deadline.end()
  }
}

/** What others decided about a connector. */
interface Decided {
  readonly isAllowed: boolean
  readonly disabled: readonly string[]
}

async function toConnector(
  registry: Registry,
  log: Log,
  row: Connector,
  { isAllowed, disabled }: Decided,
): Promise<SnapshotConnector | undefined> {
  const type = registry.get(row.type)
  const unasked = type && { type, tools: [], prompts: [], resources: [] }
  const declared = isAllowed ? await declaredOrNothing(registry, log, row) : unasked
  return (
    // Each property by itself: what is spread into an object may give each one a hidden class of its own, and calls look at all of them.
    declared && {
      // What a call looks at first, so that it is in one place.
      id: row.id,
      slug: row.slug,
      type: declared.type,
      configuration: Object.keys(row.configuration).length === 0 ? NO_CONFIGURATION : row.configuration,
      // Ours, not the row's: equal strings in two places are compared letter by letter.
      account: row.account === 'shared' ? 'shared' : 'personal',
      credentialId: row.credentialId ?? undefined,
      name: row.name,
      isAllowed,
      isEnabled: row.isEnabled,
      isReadOnly: row.isReadOnly,
      tools: declared.tools,
      prompts: declared.prompts,
      resources: declared.resources,
      disabledTools: disabled.length === 0 ? NOTHING : new Set(disabled),
    }
  )
}

/** A tool of a dynamic type whose schema cannot be compiled is left out; the others go on working. */
function compileOrSkip(log: Log, row: Pick<Connector, 'id' | 'slug'>, definition: ToolDefinition): CompiledTool[] {
  try {
    return [compileTool(row.slug, definition)]
  } catch (error) {
    log.warn({ connector: row.id, tool: definition.name, reason: (error as Error).message }, 'tool left out')
    return []
  }
}
