import { useState, type FormEvent } from 'react'
import { useNavigate } from 'react-router-dom'
import { CreateTenant } from '../../../server/contracts/tenants'
import { useCreateTenant } from '../api/tenants'
import { Button } from '../ui/button'
import { Field } from '../ui/field'
import { Column, Page } from '../ui/page'
import { ProblemNotice } from '../ui/problem'
import { refusedFields, wrongFields, type FieldErrors } from '../ui/wrong-fields'

/** "Acme Robotics GmbH" becomes "acme-robotics-gmbh". */
const toSlug = (name: string) =>
  name
    .normalize('NFKD')
    .toLowerCase()
    .replace(/\p{M}/gu, '')
    .replace(/[^a-z0-9]+/g, '-')
    .replace(/^[^a-z]+|-+$/g, '')
    .slice(0, 50)
    .replace(/-+$/, '')

export function NewTenantPage() {
  const navigate = useNavigate()
  const create = useCreateTenant()
  const [name, setName] = useState('')
  // Follows the name until somebody types one.
  const [ownSlug, setOwnSlug] = useState<string>()
  const [wrong, setWrong] = useState<FieldErrors>({})
  const slug = ownSlug ?? toSlug(name)
  const errors: FieldErrors = { ...refusedFields(create.error), ...wrong }

  function submit(event: FormEvent) {
    event.preventDefault()
    const body = { name, slug }
    const found = wrongFields(CreateTenant, body)
    setWrong(found)
    if (Object.keys(found).length > 0) return
    create.mutate(body, { onSuccess: (tenant) => void navigate(`/tenants/${tenant.slug}`) })
  }

  return (
    <Page title="Create a tenant" back={{ to: '/tenants', text: 'Tenants' }}>
      <Column>
        <form onSubmit={submit} className="grid gap-5" noValidate>
          <Field
            label="Name"
            autoFocus
            value={name}
            error={errors['name']}
            help="What people call it. It can change later."
            onChange={(event) => setName(event.target.value)}
          />
          <Field
            label="Slug"
            mono
            value={slug}
            error={errors['slug']}
            help={
              <>
                Part of its address, <code className="font-mono break-all">/api/v1/{slug || 'slug'}/mcp</code>. It never
                changes.
              </>
            }
            onChange={(event) => setOwnSlug(event.target.value)}
          />
          {create.isError && <ProblemNotice error={create.error} />}
          <div>
            <Button look="primary" type="submit" disabled={create.isPending}>
              {create.isPending ? 'Creating…' : 'Create tenant'}
            </Button>
          </div>
        </form>
      </Column>
    </Page>
  )
}
