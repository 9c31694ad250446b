import { Contract, type Facts, type Judge, type Judgement, type VendorCall } from './contract'

type Schema = Readonly<Record<string, unknown>>

/**
 * Judges calls of Slack's methods. The arguments of each are one form (or a query), whose fields are text that stands
 * for numbers, booleans, lists and JSON.
 */
export class SlackContract implements Judge {
  readonly #contract: Contract
  readonly #forms: ReadonlyMap<string, Schema>

  constructor(facts: Facts) {
    this.#contract = new Contract(facts)
    this.#forms = new Map(Object.values(facts.operations).map(({ path, body }) => [path, body?.schema ?? {}]))
  }

  judge(call: VendorCall): Judgement {
    const form = call.form ?? new URLSearchParams()
    const fields = this.#forms.get(call.path)?.['properties'] as Readonly<Record<string, Schema>> | undefined
    const given = [...call.query, ...form]
    const args = Object.fromEntries(given.map(([name, text]) => [name, decode(fields?.[name] ?? {}, text)]))
    const isCall = call.method === 'POST' || call.method === 'GET'
    const judged = this.#contract.judge({
      method: isCall ? 'POST' : call.method,
      path: call.path,
      headers: call.headers,
      query: new URLSearchParams(),
      body: args,
    })
    if (!judged.operation) return judged
    const found = [
      ...(call.body === undefined ? [] : ['the arguments go as a form, not as JSON.']),
      ...repeated(given.map(([name]) => name)).map((name) => `argument "${name}" is given more than once.`),
    ]
    return { ...judged, violations: [...found.map((v) => `${judged.id}: ${v}`), ...judged.violations] }
  }
}

/** What the text of a field stands for; what it cannot stand for stays text, and the schema refuses it. */
function decode(schema: Schema, text: string): unknown {
  if (schema['x-json'] === true) return json(text)
  switch (schema['type']) {
    case 'integer':
    case 'number':
      return text.trim() !== '' && Number.isFinite(Number(text)) ? Number(text) : text
    case 'boolean':
      return BOOLEANS[text] ?? text
    case 'array':
      return text.startsWith('[') ? json(text) : text.split(',')
    default:
      return text
  }
}

const BOOLEANS: Readonly<Record<string, boolean>> = { true: true, '1': true, false: false, '0': false }

function json(text: string): unknown {
  try {
    return JSON.parse(text) as unknown
  } catch {
    return text
  }
}

const repeated = (names: readonly string[]): string[] => [
  ...new Set(names.filter((name, i) => names.indexOf(name) !== i)),
]
