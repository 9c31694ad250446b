import type { z } from 'zod'
import { ConnectorError } from './errors'

/** Reads what a vendor sent, as far as we use it. Throws where it has another form than the type knows. */
export function answer<S extends z.ZodType>(schema: S, body: unknown): z.output<S> {
  const { success, data } = schema.safeParse(body)
  if (success) return data
  throw new ConnectorError('vendor_unavailable', 'The vendor answered in a form that this connector does not know.', {
    hint: 'Try again later; if it stays so, tell the operator of this server.',
  })
}
