import { useParams } from 'react-router-dom'
import { useMay, useMyTenant } from '../../api/me'
import { useTenant } from '../../api/tenants'
import { Badge } from '../../ui/badge'
import { Copyable } from '../../ui/copy'
import { Column, Section } from '../../ui/page'
import { ProblemNotice } from '../../ui/problem'
import { Skeleton } from '../../ui/skeleton'
import { AllowedTypes } from './general/allowed-types'
import { Details } from './general/details'
import { Ending } from './general/ending'
import { Leaving } from './general/leaving'
import { Limits } from './general/limits'

/** The tenant itself: what it is called, where clients reach it, what it may take, and how it ends. */
export function GeneralTab() {
  const { tenant: slug = '' } = useParams()
  const { data: tenant, error, refetch } = useTenant(slug)
  const mayWrite = useMay('tenants:write', slug)
  const mayManage = useMay('tenants:manage')
  const isMember = useMyTenant(slug) !== undefined
  if (error && !tenant) return <ProblemNotice error={error} retry={refetch} />
  if (!tenant) return <Skeleton rows={6} label="Loading the settings" />
  return (
    <Column>
      {!tenant.isActive && <Badge look="bad">Suspended: nothing of it can be used</Badge>}
      <Details tenant={tenant} mayWrite={mayWrite} />
      <Section title="MCP address" description="Where MCP clients of this tenant connect.">
        <Copyable label="MCP address" text={tenant.mcpUrl} />
      </Section>
      <Limits tenant={tenant} mayManage={mayManage} />
      <AllowedTypes tenant={tenant} mayManage={mayManage} />
      {isMember && <Leaving tenant={tenant} />}
      {mayManage && <Ending tenant={tenant} />}
    </Column>
  )
}
