/*
 * Linear's GraphQL schema, cut down to the root fields and types that we use. Arguments keep their input types whole, so
 * far as those do not filter by types that we do not use. No prose, nothing deprecated.
 */
import { buildSchema, getNamedType, isEnumType, isInputObjectType, isObjectType, isScalarType, print } from 'graphql'

const PART = { Query: 'query', Mutation: 'mutation' }

/** @param wanted `operations`: a map of "query name" or "mutation name" to scopes; `types` and `inputs`: what we use */
export function extractLinear(text, { operations, types, inputs }) {
  const schema = buildSchema(text, { assumeValidSDL: true })
  for (const key of Object.keys(operations)) {
    const [part, name] = key.split(' ')
    const root = part === 'query' ? schema.getQueryType() : schema.getMutationType()
    const field = root.getFields()[name]
    if (!field) throw new Error(`${key} is not in the vendor's document.`)
    if (field.deprecationReason) throw new Error(`${key} is deprecated in the vendor's document.`)
  }
  for (const name of [...types, ...inputs]) {
    if (!schema.getType(name)) throw new Error(`The type ${name} is not in the vendor's document.`)
  }
  const kept = new Set([...types, ...inputs])
  const isUsed = (type) => {
    const named = getNamedType(type)
    return isScalarType(named) || isEnumType(named) || kept.has(named.name)
  }
  const roots = Object.fromEntries(
    Object.entries(PART).map(([type, part]) => [type, (name) => `${part} ${name}` in operations]),
  )
  const seen = new Set()
  const definitions = []
  const visit = (type) => {
    const named = getNamedType(type)
    if (seen.has(named.name)) return
    seen.add(named.name)
    const node = named.astNode && withoutProse(named.astNode)
    if (!node) return
    if (isObjectType(named) || isInputObjectType(named)) {
      const fields = Object.values(named.getFields()).filter(
        (field) => !field.deprecationReason && (roots[named.name] ? roots[named.name](field.name) : isUsed(field.type)),
      )
      for (const field of fields) {
        visit(field.type)
        for (const argument of field.args ?? []) if (isUsed(argument.type)) visit(argument.type)
      }
      const names = new Set(fields.map(({ name }) => name))
      const left = node.fields.filter((field) => names.has(field.name.value))
      definitions.push({
        ...node,
        interfaces: [],
        fields: left.map((field) => withUsedArguments(field, named, isUsed)),
      })
    } else definitions.push(node)
  }
  visit(schema.getQueryType())
  visit(schema.getMutationType())
  const unreached = [...kept].filter((name) => !seen.has(name))
  if (unreached.length > 0) throw new Error(`Nothing that we use has the type ${unreached.join(', ')}.`)
  const printed = definitions.map((definition) => oneLine(print(definition))).sort()
  return Object.fromEntries(printed.map((line) => [line.split(' ', 2).join(' '), line]))
}

/** An argument of a type that we do not use goes, unless a call needs it. */
function withUsedArguments(field, type, isUsed) {
  if (!field.arguments) return field
  const { args } = type.getFields()[field.name.value]
  const used = new Set(args.filter((each) => isUsed(each.type) && !each.deprecationReason).map(({ name }) => name))
  return { ...field, arguments: field.arguments.filter((each) => used.has(each.name.value)) }
}

/** Nodes without descriptions and directives, which say nothing about a request. */
function withoutProse(node) {
  if (Array.isArray(node)) return node.map(withoutProse)
  if (typeof node !== 'object' || node === null) return node
  const { description: _description, loc: _loc, ...rest } = node
  const directives = node.directives?.filter(({ name }) => name.value === 'oneOf')
  return Object.fromEntries(
    Object.entries({ ...rest, ...(directives ? { directives } : {}) }).map(([key, value]) => [
      key,
      withoutProse(value),
    ]),
  )
}

/** One type a line: small, and a change shows as one line of a diff. */
const oneLine = (text) => text.replace(/\s*\n\s*/g, ' ').replace(/\s+/g, ' ')
