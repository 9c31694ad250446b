import { Client } from 'pg'

/** What is written beside the calls, in batches: the usage rows, which clients were there and when a key was used last. */
const BATCHES =
  /^(START TRANSACTION|COMMIT|ROLLBACK|DEALLOCATE|RESET|SELECT 1$)|sagemcp\.(tool_calls|client_sightings)|last_used_at/
/** Sealing the audit, which goes on by itself each second. */
const SEALING =
  /sagemcp\.(job_leases|audit_segments)|e\.position IS NULL|SKIP LOCKED|idle_in_transaction|^SELECT to_char\(clock_timestamp/

/** Sees what calls ask PostgreSQL, until it is given back. */
export function watchQueries(): { readonly asked: () => string[]; restore(): void } {
  const spy = jest.spyOn(Client.prototype, 'query')
  const textOf = ([query]: readonly unknown[]) =>
    (typeof query === 'string' ? query : String((query as { text?: string })?.text)).trim()
  return {
    asked: () => spy.mock.calls.map(textOf).filter((text) => !BATCHES.test(text) && !SEALING.test(text)),
    restore: () => spy.mockRestore(),
  }
}
