import { useState } from 'react'
import type { z } from 'zod'
import { type Provider, SetProvider } from '../../../../../server/contracts/single-sign-on'
import type { Tenant } from '../../../../../server/contracts/tenants'
import { Problem } from '../../../api/client'
import { useRemoveProvider, useSetProvider } from '../../../api/single-sign-on'
import { Badge } from '../../../ui/badge'
import { Copyable } from '../../../ui/copy'
import { Panel, Section } from '../../../ui/page'
import { useToast } from '../../../ui/toast'
import { type FieldErrors, refusedFields, wrongFields } from '../../../ui/wrong-fields'
import { IdentityProviderForm, type ProviderSettings } from '../identity-provider-form'
import { ProviderSteps } from '../provider-steps'
import { type Groups, GroupFields, groupsOf, toGroups } from './group-fields'
import { RemoveProvider } from './remove-provider'

interface Props {
  tenant: Tenant
  provider: z.output<typeof Provider> | null
  mayWrite: boolean
}

/** The OpenID provider of a tenant. */
export function TenantProvider({ tenant, provider, mayWrite }: Props) {
  const [groups, setGroups] = useState<Groups>(() => groupsOf(provider))
  const [wrong, setWrong] = useState<FieldErrors>({})
  const set = useSetProvider(tenant.slug)
  const remove = useRemoveProvider(tenant.slug)
  const { say } = useToast()
  const save = async (settings: ProviderSettings) => {
    const body = { ...settings, ...toGroups(groups) }
    const found = wrongFields(SetProvider, body)
    setWrong(found)
    // The form shows what is wrong with a field wherever the field is.
    if (Object.keys(found).length > 0) throw new Problem(0, { code: 'invalid_request', detail: '', fields: found })
    try {
      const { name, isActive } = await set.mutateAsync(body)
      say({ title: isActive ? `People can sign in with ${name}.` : `Nobody signs in with ${name} now.` })
    } catch (error) {
      setWrong(refusedFields(error))
      throw error
    }
  }
  return (
    <>
      {provider && (
        <Section
          title="Where people sign in"
          action={<Badge look={provider.isActive ? 'good' : 'warn'}>{provider.isActive ? 'On' : 'Switched off'}</Badge>}
          description="Or they type their e-mail address on the sign-in page."
        >
          <Copyable label="sign-in address" text={provider.signInUrl} />
        </Section>
      )}
      <Section title="At the provider">
        <ProviderSteps groups redirectUri={provider?.redirectUri ?? redirectUri(tenant)} />
      </Section>
      <Section title="Here" description="The provider is asked before anything is stored.">
        <Panel padded>
          <fieldset disabled={!mayWrite} className="min-w-0">
            <IdentityProviderForm
              key={provider?.id ?? 'new'}
              provider={provider}
              save={save}
              offHelp="Without it, nobody signs in with it, and the sessions that it began end."
            >
              <GroupFields groups={groups} onChange={setGroups} wrong={wrong} />
            </IdentityProviderForm>
          </fieldset>
        </Panel>
      </Section>
      {provider && mayWrite && (
        <RemoveProvider
          name={provider.name}
          consequences="Sessions that it began end at once, and its secret is deleted here. The people stay members; who has no password needs a reset link."
          remove={async () => {
            await remove.mutateAsync()
            setGroups(groupsOf(null))
            setWrong({})
          }}
        />
      )}
    </>
  )
}

/** Before there is one: each tenant has its own, at the address that clients know the server by. */
const redirectUri = ({ slug, mcpUrl }: Tenant): string => `${new URL(mcpUrl).origin}/sign-in/sso/callback/${slug}`
