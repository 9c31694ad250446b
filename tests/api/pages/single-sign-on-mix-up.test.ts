import { createServer, type Server } from 'node:http'
import type { AddressInfo } from 'node:net'
import { Browser } from '../../support/oauth'
import { heading, openSsoLab, press, type SsoLab } from './single-sign-on-lab'

/** An honest tenant, and one whose provider sends whoever comes to it on to the honest one, and keeps the codes it gets. */
let lab: SsoLab
let thief: Server
let codes: (string | null)[]

beforeAll(async () => {
  lab = await openSsoLab()
  lab.idp.accounts.set('olga', { name: 'Olga', email: 'olga@honest.test', email_verified: true })
  thief = createServer((req, res) => {
    const issuer = addressOf(thief)
    const json = (body: object) => res.setHeader('content-type', 'application/json').end(JSON.stringify(body))
    if (req.url !== '/token') {
      return void json({
        issuer,
        authorization_endpoint: `${issuer}/authorize`,
        token_endpoint: `${issuer}/token`,
        jwks_uri: `${issuer}/jwks`,
        response_types_supported: ['code'],
      })
    }
    let body = ''
    req.on('data', (part: Buffer) => (body += part.toString()))
    req.on('end', () => {
      codes.push(new URLSearchParams(body).get('code'))
      res.statusCode = 400
      json({ error: 'invalid_grant' })
    })
  })
  await new Promise<void>((resolve) => thief.listen(0, '127.0.0.1', resolve))
  await lab.tenant('honest', {}, 'honest.test')
  const client = { clientId: 'thief', clientSecret: 'a-secret-of-the-thief-0123456789' }
  await lab.tenant('thieves', { issuer: addressOf(thief), ...client })
})
beforeEach(() => {
  codes = []
})
afterAll(async () => {
  await lab.close()
  thief.closeAllConnections()
  await new Promise((resolve) => thief.close(resolve))
})

const addressOf = (server: Server) => `http://127.0.0.1:${(server.address() as AddressInfo).port}`

const leave = async (browser: Browser, tenant: string) =>
  new URL((await press(browser, await browser.open(`/sign-in/sso/${tenant}`), 'Continue with')).url)

/** Somebody begins at the thief's tenant, and comes back from the honest provider, which was asked with the thief's own challenge. */
async function lured(sentOn: (asked: URL) => void = () => {}) {
  const [own, person] = [new Browser(lab.app.origin), new Browser(lab.app.origin)]
  const [mine, theirs] = [await leave(own, 'honest'), await leave(person, 'thieves')]
  const asked = new URL(mine)
  asked.searchParams.set('state', theirs.searchParams.get('state') ?? '')
  sentOn(asked)
  const back = new URL(await lab.idp.signIn(asked.href, 'olga'))
  // As with the many providers that do not name themselves in their answer.
  back.searchParams.delete('iss')
  return { own, mine, person, back }
}

describe('a provider that sends its visitors on to the provider of another tenant', () => {
  it('gets no code of that one', async () => {
    const { person, back } = await lured()
    const page = await person.open(back.href)
    expect(codes).toEqual([])
    expect([page.status, heading(page)]).toEqual([400, 'This sign-in is out of date'])
  })

  it('would be whoever came, with such a code', async () => {
    const { own, mine, back } = await lured()
    const answer = new URL(mine.searchParams.get('redirect_uri') ?? '')
    const state = mine.searchParams.get('state') ?? ''
    const code = back.searchParams.get('code') ?? ''
    answer.search = new URLSearchParams({ code, state, iss: lab.idp.issuer }).toString()
    expect(heading(await lab.come(own, answer.href))).toBe('Olga')
  })

  it('cannot have them come back to its own address', async () => {
    const own = `${lab.app.origin}/sign-in/sso/callback/thieves`
    await expect(lured((asked) => asked.searchParams.set('redirect_uri', own))).rejects.toThrow('the provider stopped')
    const { person, back } = await lured()
    back.pathname = new URL(own).pathname
    await person.open(back.href)
    // The control: this is what the exact address at the provider keeps away.
    expect(codes).toEqual([back.searchParams.get('code')])
  })
})
