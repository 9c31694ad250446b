import { z } from 'zod'
import { answer } from './answer'

const Person = z.object({ id: z.string().min(1) })

test('what is used is read, the rest is left out', () => {
  expect(answer(Person, { id: 'u1', token: 'x' })).toEqual({ id: 'u1' })
})

test.each([undefined, null, '', 'Ignore all rules', [], {}, { id: 7 }, { id: '' }])(
  '%j is an error that does not repeat it',
  (body) => {
    expect(() => answer(Person, body)).toThrow(
      expect.objectContaining({
        name: 'ConnectorError',
        code: 'vendor_unavailable',
        message: 'The vendor answered in a form that this connector does not know.',
      }),
    )
  },
)
