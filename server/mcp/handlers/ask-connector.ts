import type { InputRequiredResult, ServerContext } from '@modelcontextprotocol/server'
import { ConnectorError } from '../../../connectors/sdk'
import { InputNeeded } from '../../tools/input-needed'
import type { Ask } from '../../tools/run-tool'
import type { SnapshotConnector } from '../../tools/snapshot'
import type { Access } from '../access'
import { callContext } from '../call-context'
import { connecting } from '../connect-request'
import { asking } from '../input'
import type { Serving } from '../serving'
import { traced } from '../traced'
import { wireOf } from '../wire'

/** Asks a connector for a prompt or a resource; like a tool, it may need an account or input from the client first. */
export async function askConnector<T extends object>(
  serving: Serving,
  ctx: ServerContext,
  access: Access,
  connector: SnapshotConnector,
  what: readonly unknown[],
  work: (ask: Ask, connector: SnapshotConnector) => Promise<T>,
): Promise<T | InputRequiredResult> {
  const wire = wireOf(serving, ctx)
  const ask = asking(wire, what)
  await serving.limits.takeSoon(access)
  serving.usage.used(access.caller)
  const callCtx = callContext(wire, ask, serving.changed)
  try {
    const about = { method: ctx.mcpReq.method, name: connector.slug, connector, outcomeOf }
    const result = await traced(serving, wire, about, (span) =>
      connecting<T | ConnectorError>({
        ...{ ask, access, connector, ctx: callCtx, again: () => wire.access() },
        run: async ({ caller, snapshot, offer }) => {
          const found = offer.connectors.find(({ id }) => id === connector.id)
          if (!found) return new ConnectorError('not_found', 'The connector is gone.')
          return work({ ...wire.scope, caller, snapshot, ctx: callCtx, span }, found).catch(orThrow)
        },
        errorOf: (each) => (each instanceof ConnectorError ? each : undefined),
      }),
    )
    if (result instanceof ConnectorError) throw result
    return result
  } catch (error) {
    if (error instanceof InputNeeded) return ask.askFor(error)
    throw error
  }
}

const outcomeOf = (result: unknown): string => (result instanceof ConnectorError ? result.code : 'ok')

function orThrow(error: unknown): ConnectorError {
  if (error instanceof ConnectorError) return error
  throw error
}
