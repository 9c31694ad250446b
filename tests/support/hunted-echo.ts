import { altered, CONNECTED, linkFor, parameter } from './connecting'
import { plantSent } from './exposure'
import type { HuntedApp } from './hunted-app'
import { echoVendor } from './vendors/echo'

/** In the form of a word, so that only the comparison with what was sent keeps it out of an error's code. */
export const ECHO = {
  access: 'accesscanaryqwertzuiop',
  refresh: 'refreshcanaryasdfghjkl',
  secret: 'secretcanaryyxcvbnmqw',
}

/** A vendor that shouts every secret back. */
export async function endure(app: HuntedApp): Promise<void> {
  const { world, hunt } = app
  const { server, mode } = await echoVendor(
    () => ({ access_token: ECHO.access, refresh_token: ECHO.refresh, expires_in: 3_600, scope: 'repo' }),
    { id: 7, login: 'ada', name: 'Ada', html_url: 'https://own.example/ada', type: 'User' },
  )
  const baseUrl = `${server.url}/api/v3`
  await world.app.createTenant('echo')
  const eva = await world.person('echo', 'eva')
  await app.admin('PUT', '/tenants/echo/oauth-configs/github', {
    clientId: 'own-client',
    clientSecret: ECHO.secret,
    baseUrl,
  })
  await world.addConnector('echo', 'github', { slug: 'echo', configuration: { baseUrl } })
  const arrive = async () => {
    const vendorUrl = new URL(await world.toVendor(eva.browser, await linkFor(world, eva, 'echo', 'echo')))
    hunt.plant('state', parameter(vendorUrl, 'state'))
    const code = `code-canary-${'e5F6'.repeat(6)}`
    hunt.plant('code', code)
    const back = altered(new URL(parameter(vendorUrl, 'redirect_uri')), { code, state: parameter(vendorUrl, 'state') })
    return app.land(eva, back)
  }
  for (const token of [200, 302, 400, 401, 403, 429, 500]) {
    Object.assign(mode, { token, api: undefined })
    expect(await arrive()).toMatch(/^\/oauth\/error\?status=(vendor_down|vendor_refused|app_refused)$/)
  }
  for (const api of [302, 400, 403, 404, 409, 422, 429, 500]) {
    Object.assign(mode, { token: undefined, api })
    await arrive()
    mode.api = undefined
    await arrive()
    mode.api = api
    expect(await app.tool('echo', eva, 'echo_get_me')).toContain('isError')
    await app.admin('POST', '/tenants/echo/connectors/echo/validate')
  }
  for (const token of [200, 302, 400, 401, 403, 429, 500]) {
    Object.assign(mode, { token: undefined, api: undefined })
    expect(await arrive()).toBe(CONNECTED)
    Object.assign(mode, { token, api: 401 })
    expect(await app.tool('echo', eva, 'echo_get_me')).toContain('isError')
    await app.tool('echo', eva, 'echo_get_me')
    for (const path of ['oauth-credentials', 'connectors', 'connectors/echo'])
      await app.admin('GET', `/tenants/echo/${path}`)
  }
  await app.readAll('echo', eva)
  Object.assign(mode, { token: undefined, api: undefined })
  await arrive()
  mode.api = 500
  const { items } = await world.app.must<{ items: { id: string }[] }>('GET', '/tenants/echo/oauth-credentials')
  for (const { id } of items) await app.admin('DELETE', `/tenants/echo/oauth-credentials/${id}`)
  await arrive()
  for (const { headers, text } of server.requests) plantSent(hunt, { headers, body: text })
}
