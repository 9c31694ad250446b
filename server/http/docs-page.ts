type Json = Record<string, unknown>

interface Operation {
  summary: string
  description: string
  operationId: string
  parameters?: { name: string; in: string; required?: boolean; description?: string; schema: Json }[]
  requestBody?: { content: Record<string, { schema: Json }> }
  responses: Record<string, { content?: Record<string, { schema: Json }> }>
}

/** Reads as a page without any script: contents, then each address, then each shape. */
export function docsPage(document: Json): string {
  const paths = document.paths as Record<string, Record<string, Operation>>
  const { schemas } = document.components as { schemas: Record<string, Json> }
  const { title, version } = document.info as { title: string; version: string }
  const operations = Object.entries(paths).flatMap(([path, methods]) =>
    Object.entries(methods).map(([method, operation]) => ({ path, method, operation })),
  )
  return `<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<title>${text(title)}</title>
<link rel="stylesheet" href="/api/docs.css">
</head>
<body>
<nav aria-label="Contents">
<p><strong>${text(title)}</strong> ${text(version)}</p>
<ul>${operations.map(({ operation: o }) => `<li><a href="#${o.operationId}">${text(o.summary)}</a></li>`).join('')}</ul>
</nav>
<main>
<h1>${text(title)}</h1>
<p>Send an API key with every request: <code>Authorization: Bearer sk_...</code>. Bodies and replies are JSON in camelCase.
Lists answer <code>items</code> and, when more follow, <code>nextCursor</code>. Errors are <a href="#schema-Problem">problems</a>
with a stable <code>code</code> and the <code>requestId</code> that finds them in the log.
For programs: <a href="/api/openapi.json">openapi.json</a>.</p>
${operations.map(section).join('\n')}
<h2>Shapes</h2>
${Object.entries(schemas)
  .sort(byName)
  .map(([name, schema]) => shape(name, schema))
  .join('\n')}
</main>
</body>
</html>
`
}

const byName = ([a]: [string, unknown], [b]: [string, unknown]) => (a < b ? -1 : 1)

function section({ path, method, operation }: { path: string; method: string; operation: Operation }): string {
  const { summary, description, operationId, parameters = [], requestBody, responses } = operation
  const body = requestBody?.content['application/json']?.schema
  const answers = Object.entries(responses).filter(([status]) => status !== 'default')
  return `<section id="${operationId}">
<h2>${text(summary)}</h2>
<p class="address"><span class="method ${method}">${method.toUpperCase()}</span> <code>${text(path)}</code></p>
<p>${code(description)}</p>
${parameters.length === 0 ? '' : table(parameters.map((p) => [p.name, p.required === true, p.schema, p.description]))}
${body ? `<p>Body: ${typeOf(body)}</p>` : ''}
${answers.map(([status, { content }]) => answer(status, content?.['application/json']?.schema)).join('')}
</section>`
}

const answer = (status: string, schema: Json | undefined): string =>
  `<p>Answers <strong>${status}</strong>${schema ? ` with ${typeOf(schema)}` : ' without a body'}.</p>`

function shape(name: string, schema: Json): string {
  const options = (schema.anyOf as Json[] | undefined) ?? [schema]
  return `<section id="schema-${text(name)}"><h3>${text(name)}</h3>${options.map(fields).join('<p>or</p>')}</section>`
}

function fields(schema: Json): string {
  const required = (schema.required as string[] | undefined) ?? []
  const rows = Object.entries((schema.properties as Record<string, Json> | undefined) ?? {})
  if (rows.length === 0) return `<p>${typeOf(schema)}</p>`
  return table(rows.map(([field, s]) => [field, required.includes(field), s, s.description as string | undefined]))
}

function table(rows: readonly (readonly [string, boolean, Json, string | undefined])[]): string {
  const lines = rows.map(
    ([name, required, schema, description = '']) =>
      `<tr><td><code>${text(name)}</code></td><td>${typeOf(schema)}${required ? '' : ', optional'}</td><td>${text(description)}</td></tr>`,
  )
  return `<table><thead><tr><th>Name</th><th>Type</th><th>Meaning</th></tr></thead><tbody>${lines.join('')}</tbody></table>`
}

function typeOf(schema: Json): string {
  if (typeof schema.$ref === 'string') {
    const name = text(schema.$ref.split('/').pop() ?? '')
    return `<a href="#schema-${name}">${name}</a>`
  }
  if (Array.isArray(schema.enum)) return schema.enum.map((v) => `<code>${text(String(v))}</code>`).join(' ')
  if (schema.const !== undefined) return `<code>${text(String(schema.const))}</code>`
  if (Array.isArray(schema.anyOf)) return [...new Set((schema.anyOf as Json[]).map(typeOf))].join(' or ')
  if (schema.type === 'array') return `list of ${typeOf((schema.items as Json | undefined) ?? {})}`
  const properties = Object.keys((schema.properties as Json | undefined) ?? {})
  if (properties.length > 0) return `object (${properties.map((p) => `<code>${text(p)}</code>`).join(', ')})`
  return text(String(schema.format ?? schema.type ?? 'any'))
}

const text = (value: string): string => value.replace(/[&<>"']/g, (c) => `&#${c.charCodeAt(0)};`)

const code = (value: string): string => text(value).replace(/`([^`]+)`/g, '<code>$1</code>')
