import { createHash } from 'node:crypto'
import { isTemplate, matchTemplate, type PromptDefinition, type ResourceDefinition } from '../../connectors/sdk'
import type { CompiledTool } from './compiled-tool'
import type { Snapshot, SnapshotConnector } from './snapshot'

/** One MCP address: a whole tenant, or one connector of it. */
export interface EndpointAddress {
  readonly tenant: string
  readonly connector: string | undefined
}

export interface OfferedTool extends CompiledTool {
  readonly connector: SnapshotConnector
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

/** What the permissions say about a caller on MCP paths. Whoever may not even read gets no offer. */
export interface Rights {
  /** Tools that change something too. */
  readonly mayCall: boolean
}

const offers = new WeakMap<Snapshot, Map<string, Offer>>()

/** Made once per snapshot, endpoint and kind of caller. Undefined when the endpoint does not exist or is switched off. */
export function offerFor(snapshot: Snapshot, rights: Rights, connector: string | undefined): Offer | undefined {
  let made = offers.get(snapshot)
  if (!made) offers.set(snapshot, (made = new Map()))
  const key = `${connector ?? ''}|${rights.mayCall ? 'w' : 'r'}`
  const known = made.get(key)
  if (known) return known
  const connectors = snapshot.connectors.filter(
    (c) => snapshot.tenant.isActive && c.isEnabled && (connector === undefined || c.slug === connector),
  )
  if (connector !== undefined && connectors.length === 0) return undefined
  const offer = makeOffer(connectors, rights)
  made.set(key, offer)
  return offer
}

/** The one predicate. The admin pages and the explainer ask it too. */
export const mayUse = (tool: CompiledTool, connector: SnapshotConnector, rights: Rights): boolean =>
  !connector.disabledTools.has(tool.tool) && (tool.effect === 'read' || (!connector.isReadOnly && rights.mayCall))

function makeOffer(connectors: readonly SnapshotConnector[], rights: Rights): Offer {
  const usable = connectors.flatMap((connector) =>
    connector.tools.filter((tool) => mayUse(tool, connector, rights)).map((tool) => ({ ...tool, connector })),
  )
  const tools = firstWins(usable.map((tool) => [tool.name, tool] as const))
  const aliases = firstWins(usable.flatMap((tool) => tool.aliases.map((alias) => [alias, tool] as const)))
  const prompts = firstWins(
    connectors.flatMap((connector) =>
      connector.prompts.map((definition) => {
        const name = `${connector.slug}_${definition.name}`
        return [name, { name, definition, connector }] as const
      }),
    ),
  )
  const resources = connectors.flatMap((connector) =>
    connector.resources
      .filter(({ tool }) => tool === undefined || tools.get(`${connector.slug}_${tool}`)?.connector === connector)
      .map((definition) => ({ definition, connector })),
  )
  return {
    connectors,
    tools,
    aliases,
    prompts,
    resources,
    fingerprints: {
      tools: fingerprint([...tools.values()].map((t) => t.listed)),
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

/** Connectors come sorted by slug, so which of two equal names wins does not depend on chance. */
function firstWins<T>(entries: readonly (readonly [string, T])[]): Map<string, T> {
  const map = new Map<string, T>()
  for (const [name, value] of entries) if (!map.has(name)) map.set(name, value)
  return map
}

const fingerprint = (value: unknown): string => createHash('sha256').update(JSON.stringify(value)).digest('base64url')
