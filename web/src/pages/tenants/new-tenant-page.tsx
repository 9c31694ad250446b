import { useState, type FormEvent } from 'react'
import { useNavigate } from 'react-router-dom'
import { CreateTenant } from '../../../../server/contracts/tenants'
import { useMay, useMe } from '../../api/me'
import { useCreateTenant } from '../../api/tenants'
import { Button } from '../../ui/button'
import { Empty } from '../../ui/empty'
import { Field } from '../../ui/field'
import { Column, Page, Panel } from '../../ui/page'
import { ProblemNotice } from '../../ui/problem'
import { useToast } from '../../ui/toast'
import { type FieldErrors, refusedFields, wrongFields } from '../../ui/wrong-fields'
import { suggestSlug, useSlugCheck } from './slug'

const BACK = { to: '/tenants', text: 'Tenants' }

export function NewTenantPage() {
  const { isSuccess } = useMe()
  const may = useMay('tenants:manage')
  if (isSuccess && !may) {
    return (
      <Page title="Platform admins create tenants" back={BACK}>
        <Empty title="You may not create one">Ask whoever runs this server.</Empty>
      </Page>
    )
  }
  return (
    <Page
      title="Create a tenant"
      back={BACK}
      lead="An organisation, or a part of one: its connectors, its people, and one address for all their MCP clients."
    >
      <NewTenantForm />
    </Page>
  )
}

function NewTenantForm() {
  const [name, setName] = useState('')
  // Undefined: as the name suggests.
  const [ownSlug, setOwnSlug] = useState<string>()
  const [wrong, setWrong] = useState<FieldErrors>({})
  const create = useCreateTenant()
  const navigate = useNavigate()
  const { say } = useToast()
  const slug = ownSlug ?? suggestSlug(name)
  const check = useSlugCheck(slug)
  const submit = (event: FormEvent) => {
    event.preventDefault()
    const found = wrongFields(CreateTenant, { name, slug })
    setWrong(found)
    if (Object.keys(found).length > 0) return
    create.mutate(
      { name, slug },
      {
        onSuccess: (tenant) => {
          say({ title: `${tenant.name} was created.`, description: 'You are its owner.' })
          void navigate(`/tenants/${tenant.slug}`)
        },
        onError: (error) => setWrong(refusedFields(error)),
      },
    )
  }
  return (
    <Column>
      <Panel padded>
        <form onSubmit={submit} noValidate className="grid gap-4">
          <Field
            label="Name"
            value={name}
            onChange={(event) => {
              setName(event.target.value)
              setWrong({})
            }}
            placeholder="Acme"
            error={wrong['name']}
            autoFocus
          />
          <Field
            mono
            label="Slug"
            value={slug}
            onChange={(event) => {
              setOwnSlug(event.target.value)
              setWrong({})
            }}
            placeholder="acme"
            error={wrong['slug'] ?? check.error}
            help={check.help}
          />
          {create.error && Object.keys(refusedFields(create.error)).length === 0 && (
            <ProblemNotice error={create.error} />
          )}
          <div>
            <Button type="submit" look="primary" busy={create.isPending}>
              Create the tenant
            </Button>
          </div>
        </form>
      </Panel>
    </Column>
  )
}
