/* Google describes its APIs in discovery documents; this says the same in OpenAPI. */

/** Parameters of every method, of which the others are for credentials in addresses and for browsers of 2010. */
const COMMON = ['alt', 'fields']

export function fromDiscovery(document) {
  const paths = {}
  for (const method of methodsOf(document)) {
    add(paths, `/${document.servicePath}${method.path}`, method, operation(document, method))
    const upload = method.mediaUpload?.protocols.simple
    if (upload) add(paths, upload.path, method, uploadOperation(document, method))
  }
  const schemas = Object.fromEntries(Object.entries(document.schemas).map(([name, schema]) => [name, fields(schema)]))
  return { info: { version: document.revision }, paths, components: { schemas } }
}

const add = (paths, path, { httpMethod }, found) => {
  paths[path] = { ...paths[path], [httpMethod.toLowerCase()]: found }
}

function methodsOf({ methods = {}, resources = {} }) {
  return [...Object.values(methods), ...Object.values(resources).flatMap(methodsOf)]
}

function operation(document, method) {
  const common = COMMON.map((name) => [name, document.parameters[name]])
  const parameters = [...Object.entries(method.parameters ?? {}), ...common]
    .filter(([, { deprecated }]) => !deprecated)
    .map(([name, { location, required, repeated, description, ...schema }]) => ({
      name,
      in: location,
      ...(required ? { required } : {}),
      description,
      schema: repeated ? { type: 'array', items: fields(schema) } : fields(schema),
    }))
  const body = method.request && { content: { 'application/json': { schema: reference(method.request) } } }
  const answer = method.response && { content: { 'application/json': { schema: reference(method.response) } } }
  return {
    operationId: method.id,
    ...(method.deprecated ? { deprecated: true } : {}),
    'x-scopes': method.scopes,
    parameters,
    ...(body ? { requestBody: body } : {}),
    responses: { 200: answer ?? {} },
  }
}

/** The same call with a file. */
function uploadOperation(document, method) {
  const plain = operation(document, method)
  const uploadType = { type: 'string', enum: ['multipart'] }
  return {
    ...plain,
    operationId: `${method.id}.upload`,
    parameters: [...plain.parameters, { name: 'uploadType', in: 'query', required: true, schema: uploadType }],
    requestBody: { required: true, content: { 'multipart/related': { schema: reference(method.request) } } },
  }
}

const reference = ({ $ref }) => ({ $ref: `#/components/schemas/${$ref}` })

/** `format` is about the wire ("int64" is text in JSON), and limits are text. */
function fields(schema) {
  if (schema.$ref) return reference(schema)
  const { format: _format, minimum, maximum, items, properties, additionalProperties, ...rest } = schema
  return {
    ...rest,
    ...(minimum === undefined ? {} : { minimum: Number(minimum) }),
    ...(maximum === undefined ? {} : { maximum: Number(maximum) }),
    ...(rest.type === 'any' ? { type: undefined } : {}),
    ...(items ? { items: fields(items) } : {}),
    ...(properties
      ? { properties: Object.fromEntries(Object.entries(properties).map(([name, each]) => [name, property(each)])) }
      : {}),
    ...(additionalProperties ? { additionalProperties: fields(additionalProperties) } : {}),
  }
}

/** Older documents say it in prose only. */
const property = (schema) => ({
  ...fields(schema),
  ...(schema.description?.startsWith('Output only') ? { readOnly: true } : {}),
})
