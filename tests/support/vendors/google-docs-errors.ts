import type { Answer } from './vendor-description'

const STATUS: Readonly<Record<number, string>> = {
  400: 'INVALID_ARGUMENT',
  401: 'UNAUTHENTICATED',
  403: 'PERMISSION_DENIED',
  404: 'NOT_FOUND',
  409: 'ABORTED',
  412: 'FAILED_PRECONDITION',
  429: 'RESOURCE_EXHAUSTED',
}

export interface Said {
  reason?: string
  message?: string
  /** The argument that was refused. */
  location?: string
  /** What the newer services add. */
  details?: readonly object[]
}

/** An error as Google forms it: Drive gives `errors`, Docs `status` and `details`. */
export const failure = (code: number, { reason, message = 'No.', location, details }: Said = {}) => ({
  error: {
    code,
    message,
    ...(reason === undefined
      ? {}
      : {
          errors: [{ domain: 'global', reason, message, ...(location ? { location, locationType: 'parameter' } : {}) }],
        }),
    ...(STATUS[code] ? { status: STATUS[code] } : {}),
    ...(details ? { details } : {}),
  },
})

export const no = (status: number, said?: Said): Answer => ({ status, body: failure(status, said) })
