import { Client, StreamableHTTPClientTransport, UnauthorizedError } from '@modelcontextprotocol/client'
import assert from 'node:assert/strict'
import { listen } from './server.mjs'

/**
 * An AI client without a key: it is refused, finds out by itself where its person signs in, and the person, signed in on `page`
 * already, allows it there.
 */
export async function signedInClient(scene, page, url, name) {
  const program = await startProgram(scene)
  const kept = {}
  const authProvider = {
    redirectUrl: program.redirectUrl,
    clientMetadata: {
      client_name: name,
      redirect_uris: [program.redirectUrl],
      token_endpoint_auth_method: 'none',
    },
    clientInformation: () => kept.client,
    saveClientInformation: (client) => void (kept.client = client),
    tokens: () => kept.tokens,
    saveTokens: (tokens) => void (kept.tokens = tokens),
    codeVerifier: () => kept.verifier,
    saveCodeVerifier: (verifier) => void (kept.verifier = verifier),
    discoveryState: () => kept.discovery,
    saveDiscoveryState: (discovery) => void (kept.discovery = discovery),
    redirectToAuthorization: (address) => void (kept.address = address.href),
  }
  const connect = async (transport) => {
    const client = new Client({ name, version: '1.0.0' })
    await client.connect(transport)
    scene.after(() => client.close().catch(() => {}))
    return client
  }
  const transport = () => new StreamableHTTPClientTransport(new URL(url), { authProvider })
  const first = transport()
  await assert.rejects(connect(first), UnauthorizedError)
  await page.goto(kept.address)
  await page.getByRole('heading', { name: `Allow ${name}?` }).waitFor()
  const [back] = await Promise.all([program.back, page.getByRole('button', { name: 'Allow', exact: true }).click()])
  await first.finishAuth(back)
  return connect(transport())
}

/** A program on this computer, to which the browser comes back. */
async function startProgram(scene) {
  let came
  const back = new Promise((resolve) => (came = resolve))
  const host = await listen(scene, (request, response) => {
    const { pathname, searchParams } = new URL(request.url, 'http://127.0.0.1')
    if (pathname === '/callback') came(searchParams)
    response.writeHead(200, { 'content-type': 'text/html' })
    response.end('<!doctype html><html lang="en"><title>Back</title><h1>Back in the program</h1></html>')
  })
  return { redirectUrl: `http://${host}/callback`, back }
}
