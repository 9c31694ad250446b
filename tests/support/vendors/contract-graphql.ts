import {
  buildSchema,
  type DocumentNode,
  getVariableValues,
  GraphQLError,
  type GraphQLSchema,
  Kind,
  type OperationDefinitionNode,
  parse,
  specifiedRules,
  type TypeNode,
  validate,
} from 'graphql'
import type { Judge, Judgement, VendorCall } from './contract'
import { costViolations, isIncluded, type Variables } from './graphql-cost'

/** The scopes behind each "query name" and "mutation name". */
export type RootScopes = Readonly<Record<string, readonly string[]>>

interface Sent {
  query: string
  variables?: Variables
}

const PATH = '/graphql'
const ENVELOPE = ['query', 'variables', 'operationName']

/** Judges GraphQL requests by the part of the vendor's schema that we hold. */
export class GraphqlContract implements Judge {
  readonly #schema: GraphQLSchema

  constructor(
    sdl: string,
    private readonly scopes: RootScopes,
  ) {
    this.#schema = buildSchema(sdl)
  }

  judge({ method, path, query, body, form }: VendorCall): Judgement {
    if (method !== 'POST' || path !== PATH) return unknown(`${method} ${path}: the vendor has no such address.`)
    if (form || query.size > 0 || !isSent(body)) return unknown(`${PATH}: the body is JSON with query and variables.`)
    let document: DocumentNode
    try {
      document = parse(body.query)
    } catch (error) {
      return unknown(`${PATH}: ${(error as GraphQLError).message}`)
    }
    const [operation, ...others] = document.definitions.filter((node) => node.kind === Kind.OPERATION_DEFINITION)
    if (!operation || others.length > 0) return unknown(`${PATH}: a document holds one operation.`)
    const { variables = {} } = body
    const errors = validate(this.#schema, document, specifiedRules, { maxErrors: 20 })
    const { coerced, problems } = this.#variables(operation, variables)
    const roots = rootFields(operation, coerced)
    const id = roots.join('+')
    const found = [
      ...Object.keys(body)
        .filter((key) => !ENVELOPE.includes(key))
        .map((key) => `body: field "${key}" is unknown.`),
      ...errors.map(({ message }) => message),
      ...(roots.length === 0 ? ['the variables leave out every field.'] : []),
      ...(errors.length > 0 ? [] : [...problems, ...costViolations(this.#schema, document, coerced)]),
    ]
    const known = roots.every((root) => `${operation.operation} ${root}` in this.scopes)
    return {
      id: known ? id : undefined,
      operation: known ? this.#operation(operation, roots) : undefined,
      params: {},
      violations: found.map((violation) => `${id}: ${violation}`),
    }
  }

  #operation({ operation }: OperationDefinitionNode, roots: readonly string[]): Judgement['operation'] {
    const scopes = [...new Set(roots.flatMap((root) => this.scopes[`${operation} ${root}`] ?? []))]
    return { method: 'POST', path: PATH, scopes, parameters: [], statuses: [200] }
  }

  #variables({ variableDefinitions = [] }: OperationDefinitionNode, given: Variables) {
    const names = variableDefinitions.map(({ variable }) => variable.name.value)
    const { errors = [], coerced = given } = getVariableValues(this.#schema, variableDefinitions, given, {
      maxErrors: 20,
    })
    const problems = [
      ...errors.map(({ message }) => message),
      ...Object.keys(given)
        .filter((name) => !names.includes(name))
        .map((name) => `the document declares no variable "$${name}".`),
      ...variableDefinitions.flatMap(({ variable, type }) => {
        const { value: name } = variable.name
        return typeName(type).endsWith('Filter') ? nulls(given[name], `$${name}`) : []
      }),
    ]
    return { coerced, problems }
  }
}

function typeName(type: TypeNode): string {
  return type.kind === Kind.NAMED_TYPE ? type.name.value : typeName(type.type)
}

/** A filter that is null is not the same as none: the vendor wants it left out. */
function nulls(value: unknown, at: string): string[] {
  if (value === null) return [`${at} is null; a filter without a value is left out.`]
  if (typeof value !== 'object') return []
  return Object.entries(value as object).flatMap(([key, each]) => nulls(each, `${at}.${key}`))
}

/** What is asked for, without what the variables leave out. */
function rootFields({ selectionSet }: OperationDefinitionNode, variables: Variables): string[] {
  return selectionSet.selections
    .filter((node) => isIncluded(node, variables))
    .map((node) => (node.kind === Kind.FIELD ? node.name.value : '(fragment)'))
}

const unknown = (violation: string): Judgement => ({
  id: undefined,
  operation: undefined,
  params: {},
  violations: [violation],
})

const isSent = (body: unknown): body is Sent =>
  typeof body === 'object' && body !== null && typeof (body as Partial<Sent>).query === 'string'
