import { Client } from 'pg'

/** What is written beside the calls, in batches: the usage rows of tenants that there are, which clients were there and when a key was used last. */
const BATCHES =
  /^(START TRANSACTION|COMMIT|ROLLBACK|DEALLOCATE|RESET|SELECT 1$)|sagemcp\.(tool_calls|client_sightings)|last_used_at|tenants WHERE id = ANY \(\$1\)$/
/** What goes on by itself: sealing the audit, and looks at the clock of the database and at which processes there are. */
const BY_ITSELF = new RegExp(
  [
    ...[
      'sagemcp\\.(job_leases|audit_segments|limit_processes)',
      'e\\.position IS NULL',
      'SKIP LOCKED',
      'idle_in_transaction',
    ],
    '^SELECT (to_char|extract)\\(.*clock_timestamp',
  ].join('|'),
)

/** Sees what calls ask PostgreSQL, until it is given back. */
export function watchQueries(): { readonly asked: () => string[]; restore(): void } {
  const spy = jest.spyOn(Client.prototype, 'query')
  const textOf = ([query]: readonly unknown[]) =>
    (typeof query === 'string' ? query : String((query as { text?: string })?.text)).trim()
  return {
    asked: () => spy.mock.calls.map(textOf).filter((text) => !BATCHES.test(text) && !BY_ITSELF.test(text)),
    restore: () => spy.mockRestore(),
  }
}
