import { spawn } from 'node:child_process'
import { SMTPServer } from 'smtp-server'
import { freePort } from '../../../scripts/free-port.cjs'
import { ROOT, startServer } from './server.mjs'

const REGISTER = './scripts/register.cjs'
/** What the server calls the providers whose name is not that of their only type. */
const PROVIDERS = { google_docs: 'google' }

/**
 * The built server on an empty folder, with a stand-in for each vendor and a mail server beside it. With `ownApps` the
 * platform has an OAuth app at every vendor but those that are named; otherwise at none, as after an installation. `hosts` on
 * this computer may be asked, too.
 */
export async function startWorld(scene, { ownApps = true, without = [], hosts = [] } = {}) {
  const port = await freePort()
  const vendors = await startVendors(scene, `http://localhost:${port}`)
  const mail = await startMail(scene)
  const env = {
    VENDOR_ADDRESSES: JSON.stringify(vendors.addresses),
    SAGEMCP_ALLOWED_PRIVATE_HOSTS: [...vendors.hosts, ...hosts].join(','),
    SAGEMCP_SMTP_URL: `smtp://127.0.0.1:${mail.port}`,
    SAGEMCP_MAIL_FROM: 'SageMCP <no-reply@example.com>',
    ...(ownApps ? platformApps(vendors, without) : {}),
  }
  const before = [REGISTER, './tests/e2e/support/relocate.cjs']
  const server = await startServer(scene, env, { port, before })
  return { ...server, vendors, mail }
}

function platformApps({ of }, without) {
  const names = Object.keys(of).filter((type) => !without.includes(type))
  return Object.fromEntries(
    names.flatMap((type) => {
      const setting = `SAGEMCP_OAUTH_${(PROVIDERS[type] ?? type).toUpperCase()}_CLIENT`
      return [
        [`${setting}_ID`, of[type].clientId],
        [`${setting}_SECRET`, of[type].clientSecret],
      ]
    }),
  )
}

async function startVendors({ after }, publicUrl) {
  const child = spawn(process.execPath, ['-r', REGISTER, 'tests/e2e/support/vendors.ts', publicUrl], {
    cwd: ROOT,
    env: { PATH: process.env.PATH },
    stdio: ['ignore', 'pipe', 'inherit'],
  })
  const gone = new Promise((resolve) => child.once('exit', resolve))
  after(async () => {
    child.kill('SIGTERM')
    await gone
  })
  let text = ''
  const line = new Promise((resolve, reject) => {
    child.once('exit', () => reject(new Error('the stand-ins of the vendors did not start')))
    child.stdout.setEncoding('utf8').on('data', (more) => {
      text += more
      if (text.endsWith('\n')) resolve(text)
    })
  })
  const { of, ...rest } = JSON.parse(await line)
  return { ...rest, of, end: (type, what) => inSettings(of[type].settingsUrl, what) }
}

/** In the settings of a vendor: `expire` ends the access tokens of Ada, `revoke` takes the whole access away. */
async function inSettings(settingsUrl, what) {
  const reply = await fetch(`${settingsUrl}/${what}`, { method: 'POST', body: new URLSearchParams({ account: 'ada' }) })
  if (!reply.ok) throw new Error(`the settings of the vendor answered ${reply.status}`)
}

/** Takes every mail and keeps it. */
async function startMail({ after }) {
  const received = []
  const server = new SMTPServer({
    authOptional: true,
    disabledCommands: ['AUTH', 'STARTTLS'],
    disableReverseLookup: true,
    onData: (stream, { envelope }, done) => {
      let text = ''
      stream.setEncoding('utf8').on('data', (more) => (text += more))
      stream.on('end', () => {
        received.push({ to: envelope.rcptTo.map(({ address }) => address), text: text.replaceAll('=\r\n', '') })
        done()
      })
    },
  })
  server.on('error', () => {}) // a client that leaves
  await new Promise((resolve) => server.listen(0, '127.0.0.1', resolve))
  after(() => new Promise((resolve) => server.close(resolve)))
  return {
    port: server.server.address().port,
    received,
    /** The link to a page of ours in the mail to somebody. */
    linkTo: async (address) => {
      for (const until = Date.now() + 10_000; ;) {
        const mail = received.find(({ to }) => to.includes(address))
        if (mail) return /https?:\/\/[^\s/]+\/(?:invitation|reset)\/[\w-]{43}/.exec(mail.text)?.[0]
        if (Date.now() > until) throw new Error(`no mail came to ${address}`)
        await new Promise((resolve) => setTimeout(resolve, 100))
      }
    },
  }
}
