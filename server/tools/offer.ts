import { createHash } from 'node:crypto'
import { isTemplate, matchTemplate, type PromptDefinition, type ResourceDefinition } from '../../connectors/sdk'
import type { CompiledTool, ListedTool } from './compiled-tool'
import { decide, type Rights, withoutRules } from './decide'
import { OfferedTool } from './offered-tool'
import type { Snapshot, SnapshotConnector } from './snapshot'

/** One MCP address: a whole tenant, or one connector of it. */
export interface EndpointAddress {
  readonly tenant: string
  readonly connector: string | undefined
}

export interface OfferedPrompt {
  /** `<connector slug>_<prompt>` */
  readonly name: string
  readonly definition: PromptDefinition
  readonly connector: SnapshotConnector
}

export interface OfferedResource {
  readonly definition: ResourceDefinition
  readonly connector: SnapshotConnector
}

/** What this caller may use on this endpoint. Listing and calling read the same maps; what is not in them does not exist. */
export interface Offer {
  readonly connectors: readonly SnapshotConnector[]
  /** In listing order. */
  readonly tools: ReadonlyMap<string, OfferedTool>
  /** Earlier names, for calling only. */
  readonly aliases: ReadonlyMap<string, OfferedTool>
  readonly prompts: ReadonlyMap<string, OfferedPrompt>
  readonly resources: readonly OfferedResource[]
  /** Equal for two offers that list the same. */
  readonly fingerprints: { readonly tools: string; readonly prompts: string; readonly resources: string }
}

/** Of one snapshot. Only people with rules of their own have offers of their own; the oldest make room. */
const MAX_OFFERS = 500

/** Made once per snapshot, endpoint and kind of caller. Undefined when the endpoint does not exist or is switched off. */
export function offerFor(snapshot: Snapshot, rights: Rights, connector: string | undefined): Offer | undefined {
  const { offers } = snapshot
  const key = `${connector ?? ''} ${kindOf(snapshot, rights)}`
  const known = offers.get(key)
  if (known) return known
  // An endpoint is there for whoever may use nothing of it: it says so, where an unknown one is not found.
  const connectors = snapshot.connectors.filter(
    (c) =>
      (connector === undefined || c.slug === connector) && decide(snapshot, c, undefined, withoutRules(rights)).allowed,
  )
  if (connector !== undefined && connectors.length === 0) return undefined
  const offer = makeOffer(snapshot, connectors, rights)
  const [oldest] = offers.keys()
  if (offers.size >= MAX_OFFERS && oldest !== undefined) offers.delete(oldest)
  offers.set(key, offer)
  return offer
}

/** Callers of one kind are offered the same. */
function kindOf({ rules }: Snapshot, { mayRead, mayCall, role, userId }: Rights): string {
  const ofRole = role !== undefined && rules.about(`role:${role}`) ? role : ''
  const ofUser = userId !== undefined && rules.about(`user:${userId}`) ? userId : ''
  return `${mayRead} ${mayCall} ${ofRole} ${ofUser}`
}

function makeOffer(snapshot: Snapshot, connectors: readonly SnapshotConnector[], rights: Rights): Offer {
  const mayUse = (connector: SnapshotConnector, tool?: CompiledTool) =>
    decide(snapshot, connector, tool, rights).allowed
  const usable = connectors.flatMap((connector) =>
    connector.tools.filter((tool) => mayUse(connector, tool)).map((tool) => new OfferedTool(tool, connector)),
  )
  const open = connectors.filter((connector) => mayUse(connector))
  const tools = firstWins(usable.map((tool) => [tool.name, tool] as const))
  const aliases = firstWins(usable.flatMap((tool) => tool.aliases.map((alias) => [alias, tool] as const)))
  const prompts = firstWins(
    open.flatMap((connector) =>
      connector.prompts.map((definition) => {
        const name = `${connector.slug}_${definition.name}`
        return [name, { name, definition, connector }] as const
      }),
    ),
  )
  const resources = connectors.flatMap((connector) =>
    connector.resources
      .filter(({ tool }) =>
        tool === undefined ? open.includes(connector) : tools.get(`${connector.slug}_${tool}`)?.connector === connector,
      )
      .map((definition) => ({ definition, connector })),
  )
  return {
    connectors,
    tools,
    aliases,
    prompts,
    resources,
    fingerprints: {
      tools: fingerprint([...tools.values()].map(({ listed }) => fingerprintOf(listed))),
      prompts: fingerprint([...prompts.values()].map((p) => [p.name, p.definition])),
      resources: fingerprint(resources.map((r) => r.definition)),
    },
  }
}

/** The resource or template that a URI belongs to. */
export const findResource = (offer: Offer, uri: string): OfferedResource | undefined =>
  offer.resources.find(({ definition: d }) =>
    isTemplate(d.uri) ? matchTemplate(d.uri, uri) !== undefined : d.uri === uri,
  )

const NONE = new Map<string, never>()

/** Connectors come sorted by slug, so which of two equal names wins does not depend on chance. */
function firstWins<T>(entries: readonly (readonly [string, T])[]): ReadonlyMap<string, T> {
  if (entries.length === 0) return NONE
  const map = new Map<string, T>()
  for (const [name, value] of entries) if (!map.has(name)) map.set(name, value)
  return map
}

const fingerprints = new WeakMap<ListedTool, string>()

/** Made once, for tenants share the tools of a static type. */
function fingerprintOf(listed: ListedTool): string {
  let known = fingerprints.get(listed)
  if (known === undefined) fingerprints.set(listed, (known = fingerprint(listed)))
  return known
}

const fingerprint = (value: unknown): string => createHash('sha256').update(JSON.stringify(value)).digest('base64url')
