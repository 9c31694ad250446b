import {
  type DocumentNode,
  type FieldNode,
  getNamedType,
  type GraphQLSchema,
  isCompositeType,
  Kind,
  type SelectionNode,
  TypeInfo,
  visit,
  visitWithTypeInfo,
} from 'graphql'

export type Variables = Readonly<Record<string, unknown>>

/** A vendor's page of a list, where the request does not say how much. */
const DEFAULT_PAGE = 50
const LARGEST_PAGE = 250
/** Linear's arithmetic: a property costs a tenth of a point, an object one, a list as often as it has items. */
const PER_PROPERTY = 0.1
const PER_OBJECT = 1
const LARGEST_COST = 10_000

/** What is refused for its size: pages too large, lists that say no size inside others, and everything together. */
export function costViolations(schema: GraphQLSchema, document: DocumentNode, variables: Variables): string[] {
  const found: string[] = []
  const info = new TypeInfo(schema)
  const factors = [1]
  let depth = 0
  let cost = 0
  const lists: boolean[] = []
  visit(
    document,
    visitWithTypeInfo(info, {
      Field: {
        enter(field) {
          if (!isIncluded(field, variables)) return false
          const type = getNamedType(info.getType())
          const factor = factors.at(-1) ?? 1
          const isList = field.arguments !== undefined && info.getFieldDef()?.args.some(({ name }) => name === 'first')
          cost += factor * (isCompositeType(type) ? PER_OBJECT : PER_PROPERTY)
          const size = isList ? pageOf(field, variables) : 1
          if (isList && size === undefined && depth > 0) found.push(`${field.name.value}: a nested list says "first".`)
          if ((size ?? 0) > LARGEST_PAGE) found.push(`${field.name.value}: a page has at most ${LARGEST_PAGE} items.`)
          factors.push(factor * (size ?? DEFAULT_PAGE))
          lists.push(isList === true)
          if (isList) depth += 1
          return undefined
        },
        leave() {
          factors.pop()
          if (lists.pop()) depth -= 1
        },
      },
    }),
  )
  if (cost > LARGEST_COST) found.push(`the complexity ${Math.ceil(cost)} is over ${LARGEST_COST}.`)
  return found
}

/** Whether `@include` and `@skip` let it be. */
export function isIncluded({ directives = [] }: SelectionNode, variables: Variables): boolean {
  return directives.every(({ name, arguments: given = [] }) => {
    const value = given.find((each) => each.name.value === 'if')?.value
    const isOn =
      value?.kind === Kind.VARIABLE ? variables[value.name.value] === true : value?.kind === Kind.BOOLEAN && value.value
    return name.value === 'include' ? isOn : name.value === 'skip' ? !isOn : true
  })
}

function pageOf(field: FieldNode, variables: Variables): number | undefined {
  const given = field.arguments?.find(({ name }) => name.value === 'first' || name.value === 'last')?.value
  if (given?.kind === Kind.INT) return Number(given.value)
  const value = given?.kind === Kind.VARIABLE ? variables[given.name.value] : undefined
  return typeof value === 'number' ? value : undefined
}
