import { usePlatformProvider, useRemovePlatformProvider, useSetPlatformProvider } from '../../api/platform'
import { useTabTitle } from '../../hooks/tab-title'
import { Column, Panel, Section } from '../../ui/page'
import { ProblemNotice } from '../../ui/problem'
import { Skeleton } from '../../ui/skeleton'
import { useToast } from '../../ui/toast'
import { IdentityProviderForm } from '../settings/identity-provider-form'
import { ProviderSteps } from '../settings/provider-steps'
import { RemoveProvider } from '../settings/single-sign-on/remove-provider'

export function PlatformSingleSignOnTab() {
  const { data: provider, error, refetch } = usePlatformProvider()
  const set = useSetPlatformProvider()
  const remove = useRemovePlatformProvider()
  const { say } = useToast()
  useTabTitle(error ? 'The sign-in provider could not be fetched' : titleOf(provider))
  if (error) return <ProblemNotice error={error} retry={refetch} />
  if (provider === undefined) return <Skeleton rows={6} label="Loading the sign-in provider" />
  return (
    <Column>
      <p className="text-muted">
        It adds a button to the sign-in page and makes no accounts: people connect theirs once. For one organisation
        alone, set the provider of its tenant.
      </p>
      <Section title="At the provider">
        <ProviderSteps redirectUri={provider?.redirectUri ?? redirectUri()} groups={false} />
      </Section>
      <Section title="Here" description="The provider is asked before anything is stored.">
        <Panel padded>
          <IdentityProviderForm
            key={provider?.id ?? 'new'}
            provider={provider}
            offHelp="Without it, the button is gone and nobody signs in with it. Who is signed in stays so."
            save={async (settings) => {
              const { name, isActive } = await set.mutateAsync(settings)
              say({ title: isActive ? `People can sign in with ${name}.` : `Nobody signs in with ${name} now.` })
            }}
          />
        </Panel>
      </Section>
      {provider !== null && (
        <RemoveProvider
          name={provider.name}
          consequences="Nobody signs in with it any more, and its secret is deleted here. Who has no password needs a reset link; sessions go on until they end."
          remove={() => remove.mutateAsync()}
        />
      )}
    </Column>
  )
}

/** Pages of other origins change nothing here, so this page's is that of the server. */
const redirectUri = () => `${window.location.origin}/sign-in/sso/callback`

function titleOf(provider: { name: string; isActive: boolean } | null | undefined): string | undefined {
  if (provider === undefined) return undefined
  if (provider === null) return 'Everybody signs in with a password'
  return provider.isActive
    ? `People can sign in with ${provider.name}`
    : `Sign-in with ${provider.name} is switched off`
}
