import { ConnectorError, path, type VendorHttp, type VendorRequest, type VendorResponse } from '../sdk'
import { explain } from './explain'

/** Calls a method. Slack answers a refusal with status 200 and `ok: false`, so it becomes an error here. */
export async function ask(
  http: VendorHttp,
  method: string,
  form: NonNullable<VendorRequest['form']> = {},
): Promise<VendorResponse<unknown>> {
  const reply = await http.post(path`/${method}`, { form })
  const { body } = reply
  if (typeof body === 'object' && body !== null && (body as { ok?: unknown }).ok === true) return reply
  throw (
    explain(reply) ??
    new ConnectorError('vendor_unavailable', 'Slack answered neither yes nor no.', { hint: 'Try again later.' })
  )
}
