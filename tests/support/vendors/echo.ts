import { type Fake, fake, json } from '../vendor-door'

/** How it answers from now on. */
export interface EchoMode {
  /** Of the token address; undefined: it gives tokens. */
  token?: number | undefined
  /** Of the API; undefined: it says who that is. */
  api?: number | undefined
}

/** A vendor as a customer runs it that puts everything it was sent into its refusals: bodies, headers, words and redirects. */
export async function echoVendor(tokens: () => object, user: object): Promise<{ server: Fake; mode: EchoMode }> {
  const mode: EchoMode = {}
  let refusals = 0
  const server = await fake((request, response) => {
    const isToken = request.url?.startsWith('/login/oauth/access_token') ?? false
    const status = isToken ? mode.token : mode.api
    if (status === undefined) return json(response, isToken ? tokens() : user)
    const fields = Object.fromEntries(new URLSearchParams(request.text))
    const sent = [request.headers.authorization?.split(' ')[1], ...Object.values(fields)].filter(
      (value) => value !== undefined,
    )
    // The longest is what somebody would not want to see.
    const secret = fields['refresh_token'] ?? fields['client_secret'] ?? sent[0] ?? ''
    const all = `${sent.join(' ')} ${request.text} ${request.headers.authorization}`
    const line = encodeURI(all)
    refusals += 1
    json(
      response,
      {
        // Alone, and within what looks like a word of OAuth.
        error: refusals % 2 === 0 ? secret : `bad_${secret}_9`,
        error_description: all,
        error_uri: `https://own.example/?${line}`,
        message: all,
        code: secret,
        errors: [{ message: all, field: secret, code: secret }],
        documentation_url: line,
      },
      status,
      {
        'x-request-id': secret,
        'x-github-request-id': secret,
        'x-oauth-scopes': secret,
        'x-accepted-oauth-scopes': secret,
        'retry-after': secret,
        'www-authenticate': `Bearer error="${secret}"`,
        ...(status >= 300 && status < 400 ? { location: `/api/v3/${line}` } : {}),
      },
    )
  })
  return { server, mode }
}
