/*
 * What a vendor's document lacks or has wrong, each with the page that says so: { at, set, source }. `at` goes down the
 * document by keys, in a list by the `name` of an item. `set` replaces or adds; null removes.
 */
export function amend(document, amendments) {
  const amended = structuredClone(document)
  for (const { at, set, source } of amendments) {
    if (!source) throw new Error(`The amendment of ${at.join(' > ')} has no source.`)
    const parent = at.slice(0, -1).reduce(step, amended)
    if (parent === undefined) throw new Error(`There is nothing to amend at ${at.join(' > ')}.`)
    put(parent, at.at(-1), isPathItem(at) ? byHand(set, source) : structuredClone(set))
  }
  return amended
}

const isPathItem = (at) => at.length === 2 && at[0] === 'paths'

/** Operations that are in no document say where they are from. */
const byHand = (pathItem, source) =>
  Object.fromEntries(
    Object.entries(pathItem).map(([method, operation]) => [method, { ...operation, 'x-source': source }]),
  )

const step = (at, key) => (Array.isArray(at) ? at.find(({ name }) => name === key) : at?.[key])

function put(parent, key, value) {
  if (!Array.isArray(parent)) {
    if (value === null) delete parent[key]
    else if (parent[key] && isOperations(parent[key])) Object.assign(parent[key], value)
    else parent[key] = value
    return
  }
  const index = parent.findIndex(({ name }) => name === key)
  if (index >= 0) parent.splice(index, 1, ...(value === null ? [] : [value]))
  else parent.push(value)
}

/** A path of the document keeps its other methods. */
const isOperations = (value) => Object.values(value).some((each) => each?.operationId !== undefined)
