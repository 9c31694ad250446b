import { z } from 'zod'
import { toJsonSchema } from './schema'

test('no field has two types, whatever it is called', () => {
  const schema = z.strictObject({
    due: z.string().nullable().describe('A day, or null.'),
    // A field may have the name of a keyword.
    type: z.string(),
    deep: z.array(z.strictObject({ either: z.union([z.string(), z.number()]) })),
  })
  expect(toJsonSchema(schema)).toMatchObject({
    properties: {
      due: { description: 'A day, or null.', anyOf: [{ type: 'string' }, { type: 'null' }] },
      type: { type: 'string' },
      deep: { items: { properties: { either: { anyOf: [{ type: 'string' }, { type: 'number' }] } } } },
    },
  })
  expect(JSON.stringify(toJsonSchema(schema))).not.toMatch(/"type":\[/)
})
