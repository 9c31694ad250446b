import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { ROOT } from './server.mjs'

/** A real OpenID provider beside the server, at which people click on who they are. `accounts`: what it says of each. */
export async function startIdentityProvider({ after }, accounts) {
  const args = ['-r', './scripts/register.cjs', 'tests/e2e/support/identity-provider.ts', JSON.stringify(accounts)]
  const child = spawn(process.execPath, args, {
    cwd: ROOT,
    env: { PATH: process.env.PATH },
    stdio: ['ignore', 'ignore', 'inherit', 'ipc'],
  })
  const gone = once(child, 'exit')
  after(async () => {
    child.kill('SIGTERM')
    await gone
  })
  const answer = async () => {
    const [said] = await Promise.race([
      once(child, 'message'),
      gone.then(() => Promise.reject(new Error('the identity provider is gone'))),
    ])
    return said
  }
  const tell = async (what) => {
    const answered = answer()
    child.send(what)
    await answered
  }
  const about = await answer()
  return {
    ...about,
    host: new URL(about.issuer).host,
    /** As its admin does: where it may send people back to. */
    register: (redirectUri) => tell({ redirectUri }),
    /** What it does from now on to the tokens that it makes; nothing when it is not said. */
    lie: (trick) => tell({ trick }),
  }
}

/** On the provider's page: who I am, or `Refuse`. */
export async function beAtProvider(page, who) {
  await page.getByRole('heading', { name: 'Who are you?' }).waitFor()
  await page.getByRole('button', { name: who, exact: true }).click()
}
