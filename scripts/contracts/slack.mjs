/* Slack's methods with their arguments, as facts: each is one form, whose fields have the types that the list knows. */
import { scopesOf } from './openapi.mjs'

/** @param wanted a map of a method's name to "any" of the scopes that the list names */
export function extractSlack(methods, wanted) {
  const operations = {}
  for (const [name, scopes] of Object.entries(wanted)) {
    const found = methods[name]
    if (!found) throw new Error(`${name} is not in the vendor's document.`)
    const documented = Object.values(found.scopes ?? {}).flatMap((each) => each.map((scope) => scope.name))
    operations[name] = {
      method: 'POST',
      path: `/${name}`,
      scopes: scopesOf(name, scopes, [...new Set(documented)]),
      parameters: [],
      body: { form: true, schema: { ...formOf(found.args), ...found.rules } },
      statuses: [200],
    }
  }
  return { version: 'May 2026', operations }
}

function formOf(args) {
  const required = Object.keys(args).filter((name) => args[name].required)
  const properties = Object.entries(args).map(([name, { required: _required, default: _default, ...schema }]) => [
    name,
    schema,
  ])
  return {
    type: 'object',
    ...(required.length > 0 ? { required } : {}),
    properties: Object.fromEntries(properties),
    additionalProperties: false,
  }
}
