import { AppError } from '../errors'
import { orUnavailable } from './unavailable'

const failure = (message: string, more: object = {}) => Object.assign(new Error(message), more)

it.each([
  ['refused', failure('connect ECONNREFUSED 127.0.0.1:5432', { code: 'ECONNREFUSED', syscall: 'connect' })],
  ['refused at every address', new AggregateError([failure('', { syscall: 'connect' })])],
  ['cut off', failure('Connection terminated unexpectedly')],
  ['no connection free', failure('timeout exceeded when trying to connect')],
  ['used after its end', failure('Client has encountered a connection error and is not queryable')],
  ['stopped', failure('terminating connection due to administrator command', { code: '57P01' })],
  ['starting', failure('the database system is starting up', { code: '57P03' })],
  ['too many connections', failure('sorry, too many clients already', { code: '53300' })],
])('%s: it does not answer, and may soon', (_, cause) => {
  expect(orUnavailable(cause)).toMatchObject({ code: 'unavailable', status: 503, details: { retryAfterS: 5, cause } })
})

it.each([
  ['full', failure('could not extend file "base/5/1"', { code: '53100' })],
  ['full, without a code', failure('could not write: No space left on device')],
  ['read-only', failure('cannot execute INSERT in a read-only transaction', { code: '25006' })],
])('%s: it takes no changes, and says so', (_, cause) => {
  const error = orUnavailable(cause)
  expect(error).toMatchObject({ code: 'unavailable', details: { retryAfterS: 30 } })
  expect((error as Error).message).toMatch(/nothing was stored/)
})

it.each([
  ['a row that is there already', failure('duplicate key value', { code: '23505' })],
  ['a query that was given up', failure('canceling statement due to statement timeout', { code: '57014' })],
  ['an answer of ours', new AppError('conflict', 'It is taken.')],
  ['no error', 'word'],
])('%s stays what it is', (_, thrown) => {
  expect(orUnavailable(thrown)).toBe(thrown)
})
