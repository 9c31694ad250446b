// A process of its own: the stand-ins of all vendors, as `npm run demo` has them. Its first line says where they are and what
// is registered at them; it ends when it is told to.
import { DemoVendors } from '../../support/demo/vendors'
import { VENDOR_NAMES } from '../../support/vendors/oauth/stand-ins'
import { appOf, IDENTITY } from '../../support/vendors/ours'

async function main(publicUrl: string): Promise<void> {
  const apps = VENDOR_NAMES.map((name) => [name, { ...appOf(name, publicUrl), name: 'SageMCP' }] as const)
  const vendors = await DemoVendors.start({ apps: Object.fromEntries(apps.map(([name, app]) => [name, [app]])) })
  const found = apps.map(([name, { clientId, clientSecret }]) => {
    const { type, tool } = IDENTITY[name]
    const { settingsUrl } = vendors.of(name)
    return [type, { clientId, clientSecret, settingsUrl, tool: `${type}_${tool}` }] as const
  })
  const { addresses, hosts } = vendors
  process.stdout.write(`${JSON.stringify({ addresses, hosts, of: Object.fromEntries(found) })}\n`)
  process.once('SIGTERM', () => void vendors.close().then(() => process.exit(0)))
}

void main(process.argv[2] ?? '')
