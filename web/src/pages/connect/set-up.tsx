import { apiAddress } from '../../api/client'
import { tenantPath } from '../../api/tenants'
import { Panel, Section } from '../../ui/page'
import type { Endpoint } from './choices'
import type { Client, SignIn, Way } from './clients/client'
import { Instructions } from './instructions'

interface Chosen {
  tenant: string
  client: Client
  endpoint: Endpoint
  signIn: SignIn
  apiKey: string | undefined
}

export const waysOf = ({ tenant, client, endpoint: { slug, url }, signIn, apiKey }: Chosen): readonly Way[] =>
  client.ways({
    // Not every client takes an underscore.
    name: slug === '' ? tenant : `${tenant}-${slug.replaceAll('_', '-')}`,
    ...{ url, signIn, apiKey },
    bundle: apiAddress(`${tenantPath(tenant)}/bridge.mcpb`, { connector: slug }),
  })

/** What to do in the client. */
export const SetUp = ({ client, ways, lacksKey }: { client: Client; ways: readonly Way[]; lacksKey: boolean }) => (
  <Section
    title={client.id === 'other' ? 'Set it up' : `Set up ${client.title}`}
    description={lacksKey ? 'With the key that you make above, in place of YOUR_KEY.' : ways[0]?.hint}
  >
    <Panel padded>
      <Instructions ways={ways} />
    </Panel>
  </Section>
)
