import Ajv2020, { type ErrorObject, type ValidateFunction } from 'ajv/dist/2020'
import addFormats from 'ajv-formats'

type JsonSchema = Readonly<Record<string, unknown>>

interface Parameter {
  name: string
  in: string
  required?: boolean
  /** The value may hold slashes. */
  multiSegment?: boolean
  /** A list may be one value with commas, besides repeating its name. */
  commas?: boolean
  schema: JsonSchema
}

interface Operation {
  method: string
  path: string
  /** What the credential must have been granted. */
  scopes: readonly string[]
  parameters: readonly Parameter[]
  body?: {
    required?: boolean
    /** Sent as a form. */
    form?: boolean
    /** Sent with a file; the schema is about the part that is JSON. */
    multipart?: boolean
    schema: JsonSchema
  }
  /** Where an operation that is in no document is from. */
  source?: string
  /** Answers that are not failures. */
  statuses: readonly number[]
}

/** What scripts/contracts/extract.mjs took from the vendor's document. */
export interface Facts {
  version: string
  operations: Readonly<Record<string, Operation>>
  /** Schemas that operations name as `facts#/schemas/…`. */
  schemas?: Readonly<Record<string, JsonSchema>>
}

export interface VendorCall {
  method: string
  /** As it came, still encoded. */
  path: string
  query: URLSearchParams
  /** Lower-case names. */
  headers: Readonly<Record<string, string>>
  /** What was sent as JSON. */
  body?: unknown
  /** What was sent as application/x-www-form-urlencoded. */
  form?: URLSearchParams
}

export interface Judgement {
  /** Undefined when the vendor has no such address. */
  id: string | undefined
  operation: Operation | undefined
  params: Readonly<Record<string, string>>
  /** Empty when the vendor would take the request. */
  violations: readonly string[]
}

/** Says which of a vendor's operations a request means, and what the vendor would refuse about it. */
export interface Judge {
  judge(call: VendorCall): Judgement
}

interface Rule {
  id: string
  operation: Operation
  pattern: RegExp
  literals: number
  parameters: ReadonlyMap<string, ValidateFunction>
  body: ValidateFunction | undefined
}

/** Judges requests by the vendor's own description, which we hold as facts. */
export class Contract implements Judge {
  readonly #rules: readonly Rule[]

  constructor(facts: Facts) {
    // Without `strict`, formats that Ajv does not know (`int64` is known, `repo.nwo` is not) are not checked.
    const ajv = new Ajv2020({ strict: false, allErrors: true, logger: false })
    addFormats(ajv)
    ajv.addSchema({ schemas: facts.schemas ?? {} }, 'facts')
    this.#rules = Object.entries(facts.operations)
      .map(([id, operation]) => ({
        id,
        operation,
        pattern: pathPattern(operation),
        literals: operation.path.split('/').filter((part) => !part.startsWith('{')).length,
        parameters: new Map(operation.parameters.map((p) => [`${p.in} ${p.name}`, ajv.compile(p.schema)])),
        body: operation.body && ajv.compile(operation.body.schema),
      }))
      // `releases/latest` before `releases/{release_id}`.
      .sort((a, b) => b.literals - a.literals)
  }

  judge(call: VendorCall): Judgement {
    const rule = this.#rules.find((r) => r.operation.method === call.method && r.pattern.test(call.path))
    if (!rule) {
      const violations = [`${call.method} ${call.path}: the vendor has no such address.`]
      return { id: undefined, operation: undefined, params: {}, violations }
    }
    const params = Object.fromEntries(
      Object.entries(rule.pattern.exec(call.path)?.groups ?? {}).map(([name, raw]) => [
        name,
        decodeURIComponent(raw ?? ''),
      ]),
    )
    const found = [
      ...pathViolations(rule, params),
      ...queryViolations(rule, call.query),
      ...headerViolations(rule, call.headers),
      ...(call.form ? ['a form is not expected.'] : []),
      ...bodyViolations(rule, call.body),
    ]
    return { id: rule.id, operation: rule.operation, params, violations: found.map((v) => `${rule.id}: ${v}`) }
  }
}

function pathPattern({ path, parameters }: Operation): RegExp {
  const source = path.replace(/[.]/g, '\\.').replace(/\/\{(\w+)\}/g, (_, name: string) => {
    const many = parameters.some((p) => p.in === 'path' && p.name === name && p.multiSegment)
    // GitHub answers `/contents` and `/contents/` with the root folder, which its document cannot say.
    if (many && name === 'path') return `(?:/(?<${name}>.*))?`
    return `/(?<${name}>${many ? '.+' : '[^/]+'})`
  })
  return new RegExp(`^${source}$`)
}

function pathViolations(rule: Rule, params: Readonly<Record<string, string>>): string[] {
  return Object.entries(params).flatMap(([name, value]) =>
    accepts(rule.parameters.get(`path ${name}`), value) ? [] : [`path parameter "${name}" may not be "${value}".`],
  )
}

function queryViolations(rule: Rule, query: URLSearchParams): string[] {
  const found: string[] = []
  for (const name of new Set(query.keys())) {
    const validate = rule.parameters.get(`query ${name}`)
    const values = query.getAll(name)
    const [value = '', ...more] = values
    if (!validate) found.push(`query parameter "${name}" is unknown.`)
    else if (isList(rule, name)) {
      if (!acceptsList(validate, values, takesCommas(rule, name))) {
        found.push(`query parameter "${name}" may not be "${values.join('", "')}".`)
      }
    } else if (more.length > 0) found.push(`query parameter "${name}" is given more than once.`)
    else if (!accepts(validate, value)) found.push(`query parameter "${name}" may not be "${value}".`)
  }
  for (const { name, required, in: place } of rule.operation.parameters) {
    if (place === 'query' && required && !query.has(name)) found.push(`query parameter "${name}" is missing.`)
  }
  return found
}

function headerViolations(rule: Rule, headers: VendorCall['headers']): string[] {
  return rule.operation.parameters.flatMap(({ name, required, in: place }) => {
    if (place !== 'header') return []
    const value = headers[name.toLowerCase()]
    if (value === undefined) return required ? [`header ${name} is missing.`] : []
    return accepts(rule.parameters.get(`header ${name}`), value) ? [] : [`header ${name} may not be "${value}".`]
  })
}

const inQuery = ({ operation }: Rule, name: string) =>
  operation.parameters.find((parameter) => parameter.in === 'query' && parameter.name === name)
const isList = (rule: Rule, name: string): boolean => inQuery(rule, name)?.schema['type'] === 'array'
const takesCommas = (rule: Rule, name: string): boolean => inQuery(rule, name)?.commas === true

function acceptsList(validate: ValidateFunction, values: readonly string[], commas: boolean): boolean {
  const items = commas ? values.flatMap((value) => value.split(',')) : values
  return [items, items.map(Number)].some((each) => validate(each))
}

/** Text on the wire stands for a number or a boolean where the schema wants one. */
function accepts(validate: ValidateFunction | undefined, text: string): boolean {
  if (!validate) return true
  if (validate(text)) return true
  if (/^-?\d+(\.\d+)?$/.test(text) && validate(Number(text))) return true
  return (text === 'true' || text === 'false') && validate(text === 'true')
}

function bodyViolations(rule: Rule, body: unknown): string[] {
  if (body === undefined) return needsBody(rule) ? ['the body is missing.'] : []
  if (!rule.body) return ['a body is not expected.']
  return rule.body(body) ? [] : telling(rule.body.errors ?? []).map(describe)
}

/** A document may forget to say so where the body has fields that are required. */
const needsBody = ({ operation, body }: Rule): boolean =>
  operation.body?.required === true || (body !== undefined && !body({}))

/** Every branch of a union says why it was not meant; where those are many, the deepest come nearest. */
function telling(errors: readonly ErrorObject[]): readonly ErrorObject[] {
  if (errors.length <= MOST_ERRORS) return errors
  const depth = ({ instancePath }: ErrorObject) => instancePath.split('/').length
  return [...errors].sort((a, b) => depth(b) - depth(a)).slice(0, MOST_ERRORS)
}

const MOST_ERRORS = 10

function describe({ instancePath, keyword, params, message }: ErrorObject): string {
  const at = instancePath.slice(1).replaceAll('/', '.') || 'body'
  if (keyword === 'additionalProperties') return `${at}: field "${params['additionalProperty']}" is unknown.`
  if (keyword === 'required') return `${at}: field "${params['missingProperty']}" is missing.`
  if (keyword === 'enum') return `${at}: must be one of ${(params['allowedValues'] as unknown[]).join(', ')}.`
  return `${at}: ${message ?? keyword}.`
}
