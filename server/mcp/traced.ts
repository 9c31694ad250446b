import { ConnectorError } from '../../connectors/sdk'
import type { Span } from '../observability/tracer'
import { InputNeeded } from '../tools/input-needed'
import type { SnapshotConnector } from '../tools/snapshot'
import { idsOf, type Scope } from './scope'
import type { ServerParts } from './serving'
import type { Wire } from './wire'

interface Traced<T> {
  readonly method: string
  /** What of the connector is asked for; never an address that somebody wrote. */
  readonly name: string
  readonly connector: SnapshotConnector
  readonly outcomeOf: (result: T) => string
}

/** What nobody who called could help. */
const FAILURES: ReadonlySet<string> = new Set(['internal', 'timeout', 'vendor_unavailable', 'outcome_unknown'])

/** Does what asks a connector, as a part of its caller's trace where traces are wanted. */
export async function traced<T>(
  { tracer }: Pick<ServerParts, 'tracer'>,
  { scope, trace }: Wire,
  { method, name, connector, outcomeOf }: Traced<T>,
  work: (span: Span | undefined) => Promise<T>,
): Promise<T> {
  const span = tracer?.start(`${method} ${name}`, trace, traceOf(scope))
  if (!span) return work(undefined)
  let outcome = 'internal'
  try {
    const result = await work(span)
    outcome = outcomeOf(result)
    return result
  } catch (thrown) {
    if (thrown instanceof ConnectorError) outcome = thrown.code
    if (thrown instanceof InputNeeded) outcome = 'input_required'
    throw thrown
  } finally {
    const { requestId, tenant, caller } = idsOf(scope)
    span.end(
      {
        'mcp.method.name': method,
        ...(method === 'tools/call' ? { 'gen_ai.tool.name': name } : {}),
        'sagemcp.tenant': tenant,
        'sagemcp.caller': caller,
        'sagemcp.request_id': requestId,
        'sagemcp.transport': scope.transport,
        'sagemcp.connector_type': connector.type.type,
        'sagemcp.outcome': outcome,
      },
      FAILURES.has(outcome),
    )
  }
}

/** The request that opened a connection is not what its messages are part of. */
const traceOf = ({ transport, origin }: Scope) =>
  transport === 'http' || transport === 'http-session' ? origin.trace : undefined
