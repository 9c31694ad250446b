import { z } from 'zod'
import { Problem } from '../contracts/common'
import type { Endpoint } from './endpoint'
import { StreamOf } from './stream'

type Json = Record<string, unknown>

/** The OpenAPI 3.1 document of these endpoints. It says what the declarations say, so it cannot be out of date. */
export function openApi(endpoints: readonly Endpoint[], version: string): Json {
  const schemas: Json = {}
  const use = (schema: z.ZodType, io: 'input' | 'output') => hoist(z.toJSONSchema(schema, { io }), schemas)
  const paths: Record<string, Json> = {}
  for (const endpoint of endpoints) {
    const path = endpoint.path.replace(/:(\w+)/g, '{$1}')
    paths[path] = { ...paths[path], [endpoint.method.toLowerCase()]: operation(endpoint, use) }
  }
  use(Problem, 'output')
  return {
    openapi: '3.1.0',
    info: { title: 'SageMCP admin API', version },
    security: [{ apiKey: [] }],
    paths,
    components: {
      schemas,
      securitySchemes: { apiKey: { type: 'http', scheme: 'bearer', description: 'An API key: sk_<id>_<secret>.' } },
    },
  }
}

type Use = (schema: z.ZodType, io: 'input' | 'output') => Json

function operation(endpoint: Endpoint, use: Use): Json {
  const { params, query, body, reply, summary, permission, audit, creates } = endpoint
  const names = [...endpoint.path.matchAll(/:(\w+)/g)].map(([, name]) => name as string)
  const parameters = [
    ...names.map((name) => ({ name, in: 'path', required: true, ...describe(pathSchema(name, params), use) })),
    ...Object.entries(query?.shape ?? {}).map(([name, schema]) => ({
      name,
      in: 'query',
      ...describe(schema as z.ZodType, use),
    })),
  ]
  const content = (schema: z.ZodType | StreamOf, io: 'input' | 'output') =>
    schema instanceof StreamOf
      ? Object.fromEntries(schema.types.map((type) => [type, { schema: { type: 'string' } }]))
      : { 'application/json': { schema: use(schema, io) } }
  return {
    summary,
    description: `Needs the permission \`${permission}\`.${audit === null ? '' : ` Audited as \`${audit}\`.`}`,
    operationId: operationId(endpoint),
    ...(parameters.length > 0 ? { parameters } : {}),
    ...(body ? { requestBody: { required: true, content: content(body, 'input') } } : {}),
    responses: {
      ...(reply === null
        ? { '204': { description: 'Done.' } }
        : {
            [creates ? '201' : '200']: { description: creates ? 'Made.' : 'Found.', content: content(reply, 'output') },
          }),
      default: {
        description: 'A problem.',
        content: { 'application/problem+json': { schema: { $ref: '#/components/schemas/Problem' } } },
      },
    },
  }
}

/** `PATCH /api/v1/admin/tenants/:tenant/connectors/:id` -> `patchTenantsTenantConnectorsId` */
const operationId = ({ method, path }: Endpoint): string =>
  method.toLowerCase() +
  (path.replace('/api/v1/admin', '').match(/[A-Za-z]+/g) ?? [])
    .map((w) => w.charAt(0).toUpperCase() + w.slice(1))
    .join('')

const Tenant = z.string().describe('Slug or id.')
const pathSchema = (name: string, params: z.ZodObject | undefined): z.ZodType =>
  name === 'tenant' ? Tenant : ((params?.shape[name] as z.ZodType | undefined) ?? z.string())

function describe(type: z.ZodType, use: Use): Json {
  const { description, ...schema } = use(type, 'input')
  return { ...(description === undefined ? {} : { description }), schema }
}

/** Named schemas move to the document's components; every reference follows them. */
function hoist(schema: Json, into: Json): Json {
  const { $schema: _dialect, $defs = {}, ...own } = rewrite(schema) as Json
  for (const [name, definition] of Object.entries($defs as Json)) into[name] = withoutId(definition as Json)
  if (typeof own.id !== 'string') return own
  into[own.id] = withoutId(own)
  return { $ref: `#/components/schemas/${own.id}` }
}

const withoutId = ({ id: _id, ...rest }: Json): Json => rest

function rewrite(node: unknown): unknown {
  if (Array.isArray(node)) return node.map(rewrite)
  if (typeof node !== 'object' || node === null) return node
  return Object.fromEntries(
    Object.entries(node).map(([key, value]) =>
      key === '$ref' && typeof value === 'string'
        ? [key, value.replace('#/$defs/', '#/components/schemas/')]
        : [key, rewrite(value)],
    ),
  )
}
