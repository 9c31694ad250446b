import type { InputRequest } from '../../../connectors/sdk'

type Properties = Readonly<Record<string, Readonly<Record<string, unknown>>>>

export const form = (message: string, properties: Properties, required = Object.keys(properties)): InputRequest => ({
  kind: 'elicit',
  message,
  schema: { type: 'object', properties, required },
})

export const ask = (text: string, maxTokens = 100): InputRequest => ({
  kind: 'sample',
  params: { messages: [{ role: 'user', content: { type: 'text', text } }], maxTokens },
})

/** Every primitive with a default. */
export const DEFAULTS: Properties = {
  name: { type: 'string', default: 'John Doe' },
  age: { type: 'integer', default: 30 },
  score: { type: 'number', default: 95.5 },
  status: { type: 'string', enum: ['active', 'inactive', 'pending'], default: 'active' },
  verified: { type: 'boolean', default: true },
}

const options = ['option1', 'option2', 'option3']
const titled = [
  { const: 'value1', title: 'First' },
  { const: 'value2', title: 'Second' },
  { const: 'value3', title: 'Third' },
]

/** The five ways to write a choice. */
export const ENUMS: Properties = {
  untitledSingle: { type: 'string', enum: options },
  titledSingle: { type: 'string', oneOf: titled },
  legacyEnum: { type: 'string', enum: ['opt1', 'opt2', 'opt3'], enumNames: ['One', 'Two', 'Three'] },
  untitledMulti: { type: 'array', items: { type: 'string', enum: options } },
  titledMulti: { type: 'array', items: { anyOf: titled } },
}

/** The object that a form came back with, or nothing when it was declined or is not of that shape. */
export function filled(answer: unknown): Readonly<Record<string, unknown>> | undefined {
  if (typeof answer !== 'object' || answer === null) return undefined
  const { content } = answer as { content?: unknown }
  return typeof content === 'object' && content !== null ? (content as Record<string, unknown>) : undefined
}
