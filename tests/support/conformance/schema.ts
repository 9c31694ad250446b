import { BaseConnector, connector, content, noAuth, type RawSchema, tool } from '../../../connectors/sdk'

/** One of each kind of keyword of the 2020-12 dialect that a careless gateway drops on the way. As text, as it has a `then`. */
const EVERY_KEYWORD: RawSchema = {
  jsonSchema: JSON.parse(`{
    "$schema": "https://json-schema.org/draft/2020-12/schema",
    "type": "object",
    "$defs": {
      "address": {
        "$anchor": "addressDef",
        "type": "object",
        "properties": { "street": { "type": "string" }, "city": { "type": "string" } }
      }
    },
    "properties": {
      "name": { "type": "string" },
      "address": { "$ref": "#/$defs/address" },
      "contactMethod": { "type": "string", "enum": ["phone", "email"] },
      "phone": { "type": "string" },
      "email": { "type": "string" }
    },
    "allOf": [{ "anyOf": [{ "required": ["phone"] }, { "required": ["email"] }] }],
    "if": { "properties": { "contactMethod": { "const": "phone" } }, "required": ["contactMethod"] },
    "then": { "required": ["phone"] },
    "else": { "required": ["email"] },
    "additionalProperties": false
  }`) as RawSchema['jsonSchema'],
}

/** The one expected tool whose name does not start with `test_`: a connector of its own gives it the right prefix. */
@connector({
  type: 'json',
  title: 'Schema fixture',
  description: 'A tool whose input uses the whole dialect.',
  baseUrls: { default: 'https://fixtures.invalid' },
  auth: [noAuth()],
})
export class SchemaFixture extends BaseConnector {
  @tool({
    name: 'schema_2020_12_tool',
    description: 'Takes a contact.',
    input: EVERY_KEYWORD,
    effect: 'read',
    scopes: [],
  })
  async schemaTool(input: Readonly<Record<string, unknown>>) {
    return content([{ type: 'text', text: `Received ${Object.keys(input).length} fields.` }])
  }
}
