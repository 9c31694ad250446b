import { Ajv, type ErrorObject } from 'ajv'
import { Ajv2020 } from 'ajv/dist/2020'
import addFormats from 'ajv-formats'
import { ConnectorError, fieldErrors, isRaw, type JsonSchema, type Schema, type z } from '../../connectors/sdk'

/** The value as the tool receives it (defaults filled in), or words about what is wrong. */
export type Validate = (value: unknown) => { ok: true; value: unknown } | { ok: false; error: ConnectorError }

const options = { strict: false, allErrors: true, validateFormats: true } as const
const dialects = {
  'https://json-schema.org/draft/2020-12/schema': new Ajv2020(options),
  'http://json-schema.org/draft-07/schema': new Ajv(options),
}
for (const ajv of Object.values(dialects)) addFormats(ajv)

/** Compiled once per declaration. Throws for a schema that cannot be compiled, with the reason. */
export const validator = (schema: Schema): Validate =>
  isRaw(schema) ? rawValidator(schema.jsonSchema) : zodValidator(schema)

function zodValidator(schema: z.ZodType): Validate {
  return (value) => {
    const parsed = schema.safeParse(value)
    return parsed.success ? { ok: true, value: parsed.data } : { ok: false, error: fieldErrors(parsed.error) }
  }
}

function rawValidator(schema: JsonSchema): Validate {
  const dialect = String(schema.$schema ?? 'https://json-schema.org/draft/2020-12/schema').replace(/#$/, '')
  const ajv = dialects[dialect as keyof typeof dialects]
  if (!ajv) throw new Error(`The JSON Schema dialect ${dialect} is not supported.`)
  const { $id: _id, ...rest } = schema
  const check = ajv.compile(rest)
  ajv.removeSchema(rest) // it keeps every schema it ever saw
  return (value) => (check(value) ? { ok: true, value } : { ok: false, error: refused(check.errors ?? []) })
}

function refused(errors: readonly ErrorObject[]): ConnectorError {
  const fields = Object.fromEntries(
    errors.map((e) => [
      e.instancePath.slice(1).replaceAll('/', '.') || '(arguments)',
      `${e.message ?? 'invalid'}${extra(e)}`,
    ]),
  )
  const list = Object.entries(fields).map(([field, message]) => `${field}: ${message}`)
  return new ConnectorError('validation', `Invalid arguments. ${list.join('; ')}`, { fields })
}

function extra({ params }: ErrorObject): string {
  const name = (params as { additionalProperty?: string }).additionalProperty
  return name === undefined ? '' : ` (${name})`
}
