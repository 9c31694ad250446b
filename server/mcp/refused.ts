import { v7 } from 'uuid'
import type { Usage } from '../audit/usage'
import type { CallLimits } from '../limits/call-limits'
import { argumentSizes } from '../tools/argument-sizes'
import { rightsOf } from '../tools/decide'
import { explain } from '../tools/explain'
import type { Access } from './access'
import type { Scope } from './scope'

interface Parts {
  readonly limits: CallLimits
  readonly usage: Usage
}

interface Refused {
  readonly access: Access
  readonly scope: Pick<Scope, 'address' | 'origin' | 'transport'>
  readonly name: string
  readonly args: unknown
}

/**
 * A call of a tool that is there, but closed to this caller. The caller learns as little as about one that does not exist; the
 * activity tells who tried. It counts towards the limit of calls, so that trying again and again does not fill the table.
 */
export function recordRefused({ limits, usage }: Parts, { access, scope, name, args }: Refused): void {
  const { caller, snapshot } = access
  const { address, origin, transport } = scope
  const here = snapshot.connectors.filter(({ slug }) => (address.connector ?? slug) === slug)
  const found = explain({ ...snapshot, connectors: here }, rightsOf(caller), name)
  if (!found || found.allowed || !isToolName(found.tool)) return
  limits.take(access)
  usage.used(caller)
  usage.record({
    id: v7(),
    tenantId: snapshot.tenant.id,
    connectorId: found.connector.id,
    tool: found.tool,
    actor: caller.id,
    actorName: caller.name,
    userId: caller.userId ?? null,
    transport,
    startedAt: new Date(),
    durationMs: 0,
    outcome: 'not_allowed',
    arguments: typeof args === 'object' && args !== null ? argumentSizes({ ...args }) : {},
    resultBytes: 0,
    requestId: origin.requestId,
  })
}

/** A connector whose tools are not known answers for whatever it was asked. */
const isToolName = (name: string): boolean => /^[a-z][a-z0-9_]{0,99}$/.test(name)
