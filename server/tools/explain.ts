import { nearest } from '../nearest'
import { decide, type Decision, type Rights } from './decide'
import type { Snapshot, SnapshotConnector } from './snapshot'

export interface Explanation extends Decision {
  /** The name on the wire, as it is listed now. */
  readonly tool: string
  readonly connector: SnapshotConnector
}

/** The decision about one tool by its full name, or one that still answers; undefined where there is no such tool. */
export function explain(snapshot: Snapshot, rights: Rights, name: string): Explanation | undefined {
  const of = (matches: (tool: SnapshotConnector['tools'][number]) => boolean): Explanation[] =>
    snapshot.connectors.flatMap((connector) =>
      connector.tools
        .filter(matches)
        .map((tool) => ({ tool: tool.name, connector, ...decide(snapshot, connector, tool, rights) })),
    )
  // As in the offer: a name before an alias, and of two connectors that make one name the first that may be used.
  const found = [...of((tool) => tool.name === name), ...of((tool) => tool.aliases.includes(name))]
  return found.find(({ allowed }) => allowed) ?? found[0] ?? explainUnasked(snapshot, rights, name)
}

/** A type that the tenant may not use is not asked for its tools, so the connector answers for all of them. */
function explainUnasked(snapshot: Snapshot, rights: Rights, name: string): Explanation | undefined {
  const connector = snapshot.connectors.find((c) => !c.isAllowed && name.startsWith(`${c.slug}_`))
  return connector && { tool: name, connector, ...decide(snapshot, connector, undefined, rights) }
}

/** Enough to find a typing error, and little enough to compare at once. */
const MAX_COMPARED = 500

/** What somebody may have meant who wrote this name. */
export function nearestTool({ connectors }: Snapshot, name: string): string | undefined {
  const own = connectors.filter(({ slug }) => name.startsWith(`${slug}_`))
  const names = (own.length > 0 ? own : connectors).flatMap(({ tools }) => tools.map((tool) => tool.name))
  return nearest(name, names.slice(0, MAX_COMPARED))
}
