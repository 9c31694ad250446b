import type { FieldErrors } from '../../ui/wrong-fields'

/** A field that a connector type declares for its configuration, as far as its JSON Schema says. */
export interface ConfigurationField {
  readonly name: string
  readonly kind: 'text' | 'number' | 'yes-no' | 'choice' | 'json'
  readonly label: string
  readonly help: string | undefined
  readonly choices: readonly string[]
  readonly isRequired: boolean
}

/** As they are typed. */
export type Values = Readonly<Record<string, string>>

interface Schema {
  readonly type?: unknown
  readonly enum?: unknown
  readonly title?: unknown
  readonly description?: unknown
}

const LABELS: Readonly<Record<string, string>> = { baseUrl: 'Address of your own server', place: 'Place' }

/** What everybody sets before what few do: the own server comes last. */
export function fieldsOf(schema: Readonly<Record<string, unknown>> | undefined): ConfigurationField[] {
  const properties = Object.entries((schema?.properties ?? {}) as Readonly<Record<string, Schema>>)
  const required = Array.isArray(schema?.required) ? schema.required : []
  const fields = properties.map(([name, of]): ConfigurationField => {
    const choices = Array.isArray(of.enum) ? of.enum.map(String) : []
    return {
      ...{ name, choices, kind: kindOf(of, choices), isRequired: required.includes(name) },
      label: LABELS[name] ?? (typeof of.title === 'string' ? of.title : spelled(name)),
      help: typeof of.description === 'string' ? of.description : undefined,
    }
  })
  return fields.sort((a, b) => Number(a.name === 'baseUrl') - Number(b.name === 'baseUrl'))
}

function kindOf({ type }: Schema, choices: readonly string[]): ConfigurationField['kind'] {
  if (choices.length > 0) return 'choice'
  if (type === 'string') return 'text'
  if (type === 'integer' || type === 'number') return 'number'
  return type === 'boolean' ? 'yes-no' : 'json'
}

/** `historyPageSize` -> `History page size`. */
const spelled = (name: string): string => {
  const words = name
    .replace(/([A-Z])/g, ' $1')
    .replaceAll('_', ' ')
    .toLowerCase()
  return words.charAt(0).toUpperCase() + words.slice(1)
}

export const writeFields = (fields: readonly ConfigurationField[], from: Readonly<Record<string, unknown>>): Values =>
  Object.fromEntries(
    fields.map(({ name, kind }) => {
      const value = from[name]
      if (value === undefined) return [name, '']
      return [name, kind === 'json' ? JSON.stringify(value) : String(value)]
    }),
  )

/** What is typed, as the type wants it. What is left empty is left out. */
export function readFields(fields: readonly ConfigurationField[], values: Values) {
  const configuration: Record<string, unknown> = {}
  const problems: Record<string, string> = {}
  for (const { name, kind, isRequired } of fields) {
    const text = (values[name] ?? '').trim()
    const at = `configuration.${name}`
    if (text === '') {
      if (isRequired) problems[at] = 'Fill this in.'
    } else if (kind === 'number') {
      configuration[name] = Number(text)
      if (Number.isNaN(Number(text))) problems[at] = 'Must be a number.'
    } else if (kind === 'yes-no') configuration[name] = text === 'true'
    else if (kind === 'json') {
      const parsed = parse(text)
      if (parsed === undefined) problems[at] = 'Must be JSON.'
      else configuration[name] = parsed
    } else configuration[name] = text
  }
  return { configuration: configuration as Record<string, never>, problems: problems as FieldErrors }
}

function parse(text: string): unknown {
  try {
    return JSON.parse(text)
  } catch {
    return undefined
  }
}
