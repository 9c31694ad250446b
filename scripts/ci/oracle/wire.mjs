import assert from 'node:assert/strict'

/*
 * What is compared of a request, after this normalisation:
 * - method and path as they came;
 * - query parameters and fields of a form sorted by name: their order and their encoding mean nothing;
 * - JSON as values: order of keys and white space mean nothing;
 * - of the headers the ones that a vendor's flow names, which must be there, and the content type of a body without its charset;
 *   of the authorization the credential without the scheme.
 */

/** What arrived at the stand-in for one operation. Other requests are an error, but for the look-ups that a tool may make. */
export function seen(fake, operation, lookups, { headers = [], judged = true, normalised = (request) => request }) {
  const { requests, violations } = fake
  if (judged) assert.deepEqual(violations, [])
  const others = requests.map(({ id }) => id).filter((id) => id !== operation && !lookups.includes(id))
  assert.deepEqual(others, [], 'requests that the flow does not name')
  return requests.filter(({ id }) => id === operation).map((request) => normalised(wire(request, headers)))
}

function wire({ id, method, url, headers, body, form }, compared) {
  const { pathname, searchParams } = new URL(url, 'http://vendor.invalid')
  const withBody = form === undefined && body === undefined ? [] : ['content-type']
  return {
    method,
    path: pathname,
    query: sorted(searchParams),
    headers: Object.fromEntries(
      ['authorization', ...withBody, ...compared].map((name) => {
        assert.ok(headers[name], `${id}: without the header ${name}`)
        return [name, valueOf(name, headers[name])]
      }),
    ),
    body: form ? sorted(form) : body,
  }
}

const sorted = (parameters) => [...parameters].sort(([a], [b]) => a.localeCompare(b))

function valueOf(name, value) {
  if (name === 'content-type') return value.split(';')[0]
  return name === 'authorization' ? value.split(' ').at(-1) : value
}

/** The parts in which two lists of requests differ. */
export function differing(some, others) {
  if (some.length !== others.length) return ['number']
  const parts = Object.keys(others[0] ?? {})
  return parts.filter((part) => {
    const of = (requests) => JSON.stringify(requests.map((request) => request[part]))
    return of(some) !== of(others)
  })
}
