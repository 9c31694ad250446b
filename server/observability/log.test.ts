import { describeError } from './log'

test('a line says what failed and why, and nothing that the error carries besides', () => {
  const cause = Object.assign(new Error('the vendor hung up'), {
    config: { headers: { authorization: 'Bearer s3cret' } },
  })
  const error = Object.assign(new Error('the query failed', { cause }), { code: '22P05', parameters: ['s3cret'] })
  const line = JSON.stringify(describeError(error))
  expect(line).toContain('the query failed')
  expect(line).toContain('the vendor hung up')
  expect(line).toContain('22P05')
  expect(line).not.toContain('s3cret')
})

test('something else that was thrown is told by its text', () => {
  expect(describeError('plain')).toEqual({ message: 'plain' })
})
