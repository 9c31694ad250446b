// A process of its own: the stand-in of an organisation's identity provider. It says where it is, and does what it is told.
import { CLIENT, startIdentityProvider, type Trick } from '../../support/identity-provider'

interface Told {
  readonly redirectUri?: string
  readonly trick?: Trick
}

async function main(accounts: Readonly<Record<string, object>>): Promise<void> {
  const idp = await startIdentityProvider({ asks: true })
  for (const [subject, claims] of Object.entries(accounts)) idp.accounts.set(subject, { ...claims })
  const say = (message: object) => void process.send?.(message)
  process.on('message', ({ redirectUri, trick }: Told) => {
    if (redirectUri !== undefined) idp.redirectUris.add(redirectUri)
    idp.trick = trick
    say({})
  })
  process.once('SIGTERM', () => void idp.close().then(() => process.exit(0)))
  say({ issuer: idp.issuer, ...CLIENT })
}

void main(JSON.parse(process.argv[2] ?? '{}') as Record<string, object>)
