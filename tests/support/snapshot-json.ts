const WIDTH = 120

/** JSON as the repository's formatter writes it: what fits on a line is one. */
export function printJson(value: unknown, indent = '', taken = 0): string {
  const line = oneLine(value)
  if (indent.length + taken + line.length + 1 <= WIDTH) return line
  const deeper = `${indent}  `
  if (Array.isArray(value)) {
    const items = value.map((each) => deeper + printJson(each, deeper))
    return `[\n${items.join(',\n')}\n${indent}]`
  }
  if (typeof value !== 'object' || value === null) return line
  const fields = Object.entries(value).map(([name, each]) => {
    const key = `${JSON.stringify(name)}: `
    return deeper + key + printJson(each, deeper, key.length)
  })
  return `{\n${fields.join(',\n')}\n${indent}}`
}

function oneLine(value: unknown): string {
  if (Array.isArray(value)) return `[${value.map(oneLine).join(', ')}]`
  if (typeof value !== 'object' || value === null) return JSON.stringify(value)
  const fields = Object.entries(value).map(([name, each]) => `${JSON.stringify(name)}: ${oneLine(each)}`)
  return fields.length === 0 ? '{}' : `{ ${fields.join(', ')} }`
}
