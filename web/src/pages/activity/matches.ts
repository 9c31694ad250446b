import type { AuditEvent, ToolCall } from '../../../../server/contracts/audit'
import type { Params } from '../../api/client'

// Whether what just happened belongs into the list that is shown: as the server would decide it.

const NO_FAILURES = ['ok', 'cancelled', 'input_required', 'intent']

const isOutcome = (outcome: string, wanted: string): boolean =>
  wanted === 'error' ? !NO_FAILURES.includes(outcome) : outcome === wanted

const holds = (wanted: string, ...texts: (string | null | undefined)[]): boolean =>
  texts.some((text) => text?.toLowerCase().includes(wanted.toLowerCase()))

/** Each filter that is set must agree. */
function all(filters: Params, tests: Readonly<Record<string, (wanted: string) => boolean>>): boolean {
  return Object.entries(tests).every(([name, test]) => {
    const wanted = filters[name]
    return typeof wanted !== 'string' || wanted === '' || test(wanted)
  })
}

export const callMatches = (filters: Params, call: ToolCall): boolean =>
  all(filters, {
    person: (wanted) => wanted.toLowerCase() === call.person?.email?.toLowerCase() || wanted === call.person?.id,
    connector: (wanted) => wanted === call.connector || wanted === call.connectorId,
    tool: (wanted) => wanted === call.tool,
    outcome: (wanted) => isOutcome(call.outcome, wanted),
    transport: (wanted) => wanted === call.transport,
    from: (wanted) => Date.parse(call.startedAt) >= Date.parse(wanted),
    to: (wanted) => Date.parse(call.startedAt) < Date.parse(wanted),
    q: (wanted) =>
      holds(wanted, call.tool, call.outcome, call.actorName, call.requestId, call.person?.name, call.person?.email),
  })

/** Whose e-mail it is and which connector a call was of, only the server knows: undefined says that it must be asked. */
export function eventMatches(filters: Params, event: AuditEvent): boolean | undefined {
  if (filters.person || filters.connector) return undefined
  return all(filters, {
    action: (wanted) => wanted === event.action,
    tool: (wanted) => event.action === 'tool.call' && wanted === event.target,
    outcome: (wanted) => isOutcome(event.outcome, wanted),
    from: (wanted) => Date.parse(event.at) >= Date.parse(wanted),
    to: (wanted) => Date.parse(event.at) < Date.parse(wanted),
    q: (wanted) => holds(wanted, event.action, event.target, event.actor.name, event.requestId),
  })
}
