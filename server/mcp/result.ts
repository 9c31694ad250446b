import type { CallToolResult } from '@modelcontextprotocol/server'
import type { ConnectorError, Content } from '../../connectors/sdk'

/** Results hold what third parties wrote. Clients that look can tell it from our own words. */
const UNTRUSTED = { _meta: { 'sagemcp/untrusted': true } } as const

export const valueResult = ({ value, json }: { value: unknown; json: string }): CallToolResult => ({
  content: [{ type: 'text', text: typeof value === 'string' ? value : json }],
  ...(typeof value === 'object' && value !== null ? { structuredContent: value as Record<string, unknown> } : {}),
  ...UNTRUSTED,
})

export const contentResult = ({ blocks, isError, structured }: Content): CallToolResult => ({
  content: blocks.map((block) => ({ ...block })) as CallToolResult['content'],
  ...(structured ? { structuredContent: { ...structured } } : {}),
  ...(isError ? { isError: true } : {}),
  ...UNTRUSTED,
})

/** Our own words only; the shape is the same for every vendor. */
export function errorResult(error: ConnectorError): CallToolResult {
  const { hint, retryAfterS, fields, scope, connectUrl, vendorStatus, vendorCode, vendorRequestId } = error.details
  const body = Object.fromEntries(
    Object.entries({
      code: error.code,
      message: error.message,
      hint,
      fields,
      scope,
      connect_url: connectUrl,
      retry_after_s: retryAfterS,
      vendor_status: vendorStatus,
      vendor_code: vendorCode,
      vendor_request_id: vendorRequestId,
    }).filter(([, value]) => value !== undefined),
  )
  return { content: [{ type: 'text', text: JSON.stringify(body) }], isError: true }
}

export const internalResult = (requestId: string): CallToolResult => ({
  content: [
    {
      type: 'text',
      text: JSON.stringify({ code: 'internal', message: 'Internal error.', hint: `Report request ${requestId}.` }),
    },
  ],
  isError: true,
})
