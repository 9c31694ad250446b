import { answer, ConnectorError, path, z } from '../sdk'
import { toAdf } from './adf'
import { notOne, sameText, shown } from './candidates'
import { furtherFields } from './issue-fields'
import { nameOf, type Raw, raw, text } from './shape/read'
import type { Vendor } from './vendor'

const Transitions = z.object({ transitions: z.array(z.record(z.string(), z.unknown())) })

/** The steps that the workflow allows now, with the fields that they ask for. */
export async function readTransitions({ http }: Vendor, key: string): Promise<Raw[]> {
  const query = { expand: 'transitions.fields' }
  const { body } = await http.get(path`/rest/api/3/issue/${key}/transitions`, { query, effect: 'read' })
  return answer(Transitions, body).transitions
}

interface Change {
  readonly to: string
  readonly comment?: string | undefined
  readonly resolution?: string | undefined
  readonly fields?: Readonly<Record<string, unknown>> | undefined
}

export async function transition(vendor: Vendor, key: string, { to, comment, resolution, fields = {} }: Change) {
  const step = pick(await readTransitions(vendor, key), to)
  const set = {
    ...(resolution === undefined ? {} : { resolution: { name: resolution } }),
    ...(await furtherFields(vendor, fields)),
  }
  const given = [...Object.keys(set), ...(comment === undefined ? [] : ['comment'])]
  const missing = missingFields(step, given)
  if (missing.length > 0) throw incomplete(missing)
  const body = {
    transition: { id: text(step.id) },
    ...(Object.keys(set).length > 0 ? { fields: set } : {}),
    ...(comment === undefined ? {} : { update: { comment: [{ add: { body: toAdf(comment) } }] } }),
  }
  await vendor.http.post(path`/rest/api/3/issue/${key}/transitions`, { body })
  return { key, status: nameOf(step.to) ?? '', transition: nameOf(step) ?? '' }
}

/** By id, else by the status it leads to, else by its own name. */
function pick(steps: readonly Raw[], wanted: string): Raw {
  const fits = [
    steps.filter((step) => text(step.id) === wanted),
    steps.filter((step) => sameText(nameOf(step.to), wanted)),
    steps.filter((step) => sameText(nameOf(step), wanted)),
  ].find((found) => found.length > 0)
  const [one, ...others] = fits ?? []
  if (one && others.length === 0) return one
  const known = (fits ?? steps).map((step) => `${nameOf(step)} -> ${nameOf(step.to)} (${text(step.id)})`)
  if (known.length === 0) {
    throw new ConnectorError('conflict', 'The issue cannot be moved now.', {
      hint: 'No step is open to the connected account: it may be done, or the account may not move issues here.',
    })
  }
  const problem = one ? `Several steps lead to "${wanted}".` : `No step leads from the present status to "${wanted}".`
  throw notOne('to', problem, known, 'Give one of these ids or statuses; another may take several steps.')
}

/** Fields that the step's screen requires, has no default for, and that are not set. */
const missingFields = (step: Raw, set: readonly string[]): string[] =>
  Object.entries(raw(step.fields)).flatMap(([id, value]) => {
    const { required, hasDefaultValue, name } = raw(value)
    return required === true && hasDefaultValue !== true && !set.includes(id) ? [text(name) ?? id] : []
  })

const incomplete = (missing: readonly string[]) =>
  new ConnectorError('validation', `The step requires: ${missing.map((name) => shown(name)).join(', ')}.`, {
    fields: Object.fromEntries(missing.map((name) => [shown(name), 'is required'])),
    hint: 'Give them under fields, or as resolution or comment; get_transitions lists the allowed values.',
  })
