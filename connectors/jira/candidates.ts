import { ConnectorError, cut, visible } from '../sdk'

const MOST = 10

/**
 * An argument that fits nothing, or several things: says what there is, so that the next call can be right. Names are
 * those of things, cut short; texts of Jira never come in here.
 */
export function notOne(field: string, problem: string, candidates: readonly string[], hint: string): ConnectorError {
  const more = candidates.length > MOST ? `, and ${candidates.length - MOST} more` : ''
  const list = candidates.length > 0 ? ` Known: ${candidates.slice(0, MOST).map(shown).join('; ')}${more}.` : ''
  return new ConnectorError('validation', `${problem}${list}`, { fields: { [field]: hint }, hint })
}

export const shown = (name: string): string => cut(visible(name).replace(/\s+/g, ' '), 80)

export const sameText = (a: string | undefined, b: string): boolean =>
  a !== undefined && a.trim().toLowerCase() === b.trim().toLowerCase()
