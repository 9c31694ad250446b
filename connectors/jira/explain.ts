import {
  ConnectorError,
  type ConnectorErrorCode,
  type ConnectorErrorDetails,
  type Explain,
  type VendorFailure,
} from '../sdk'

interface RawRefusal {
  readonly message?: unknown
  readonly errors?: unknown
}

const read = ({ body }: VendorFailure): RawRefusal => (typeof body === 'object' && body !== null ? body : {})

function made(failure: VendorFailure, code: ConnectorErrorCode, message: string, details: ConnectorErrorDetails) {
  return new ConnectorError(code, message, {
    ...details,
    vendorStatus: failure.status,
    vendorRequestId: failure.headers['atl-traceid'],
  })
}

/** Vendor text is looked at, never passed on. What is undefined here gets the platform's defaults. */
export const explain: Explain = (failure) => {
  const { message } = read(failure)
  switch (failure.status) {
    case 400:
      return refusedFields(failure)
    case 401:
    case 403:
      // The gateway in front of Jira says 401 where the token is fine and its scopes are not.
      return typeof message === 'string' && /scope/i.test(message)
        ? made(failure, 'missing_scope', 'The connection lacks a scope that this call needs.', {
            hint: 'Add it to the Atlassian app under Permissions, then connect again.',
          })
        : undefined
    case 404:
      return made(failure, 'not_found', 'Not found, or the connected account has no access to it.', {
        hint: 'Check the key or id, and that the account may see the project.',
      })
    default:
      return undefined
  }
}

/** `errors` names the fields; its texts may quote what somebody wrote into the issue. */
function refusedFields(failure: VendorFailure): ConnectorError | undefined {
  const { errors } = read(failure)
  if (typeof errors !== 'object' || errors === null) return undefined
  const names = Object.keys(errors).filter((name) => /^[A-Za-z][\w.-]{0,60}$/.test(name))
  if (names.length === 0) return undefined
  return made(failure, 'validation', `Jira refused these fields: ${names.join(', ')}.`, {
    fields: Object.fromEntries(names.map((name) => [name, 'was refused'])),
    hint: 'Check their values, and which fields the project and the issue type have.',
  })
}
