import { type FormEvent, useState } from 'react'
import { CreateApiKey, type CreatedApiKey } from '../../../../server/contracts/api-keys'
import type { z } from 'zod'
import { useCreateApiKey } from '../../api/api-keys'
import { useMay, useMyTenant } from '../../api/me'
import { Button } from '../../ui/button'
import { Checkbox } from '../../ui/checkbox'
import { Field } from '../../ui/field'
import { ProblemNotice } from '../../ui/problem'
import { RadioCards } from '../../ui/radio'
import { Select } from '../../ui/select'
import { type FieldErrors, refusedFields, wrongFields } from '../../ui/wrong-fields'
import { endOf, LASTS, type Lasts, SCOPE_WORDS } from './words'

export type NewKey = z.output<typeof CreatedApiKey>
type Scope = 'tenant_user' | 'tenant_admin'

interface KeyFormProps {
  tenant: string
  name?: string
  /** For one client that uses tools: without what only admins choose. */
  forClient?: boolean
  onMade: (made: NewKey) => void
}

/** Makes a key. Nothing is asked that has one sensible answer. */
export function KeyForm({ tenant, name: suggested = '', forClient = false, onMade }: KeyFormProps) {
  const create = useCreateApiKey(tenant)
  const mayAll = useMay('keys:write', tenant) && !forClient
  // Whoever is no member can have no key of their own here.
  const isMember = useMyTenant(tenant) !== undefined
  const [name, setName] = useState(suggested)
  const [scope, setScope] = useState<Scope>('tenant_user')
  const [readOnly, setReadOnly] = useState(false)
  const [isService, setService] = useState(false)
  const [lasts, setLasts] = useState<Lasts>('90')
  const [wrong, setWrong] = useState<FieldErrors>({})
  const refused = refusedFields(create.error)

  const submit = (event: FormEvent) => {
    event.preventDefault()
    const expiresAt = endOf(lasts)
    const body = {
      ...{ name, scope, readOnly: readOnly && scope === 'tenant_user' },
      ...(expiresAt !== undefined && { expiresAt }),
      ...((isService || !isMember) && { service: true }),
    }
    const found = wrongFields(CreateApiKey, body)
    setWrong(found)
    if (Object.keys(found).length === 0) create.mutate(body, { onSuccess: onMade })
  }

  return (
    <form onSubmit={submit} noValidate className="grid gap-4">
      <Field
        label="Name"
        value={name}
        onChange={(event) => setName(event.target.value)}
        error={wrong['name'] ?? refused['name']}
        placeholder="Ana's laptop"
        help="What activity shows. One key for each client, so that you can take one away alone."
      />
      {mayAll && (
        <RadioCards
          label="What it may do"
          value={scope}
          onChange={setScope}
          options={(['tenant_user', 'tenant_admin'] as const).map((value) => ({ value, ...SCOPE_WORDS[value] }))}
        />
      )}
      {scope === 'tenant_user' && (
        <Checkbox
          label="Only tools that read"
          checked={readOnly}
          onChange={setReadOnly}
          help="It does not see tools that change anything."
        />
      )}
      {mayAll && isMember && (
        <Checkbox
          label="Belongs to nobody"
          checked={isService}
          onChange={setService}
          help="It stays when you leave, and cannot use accounts that people connect for themselves."
        />
      )}
      {!isMember && (
        <p className="text-13 text-muted">
          You are no member of this tenant, so the key belongs to nobody. It cannot use accounts that people connect for
          themselves.
        </p>
      )}
      <div className="max-w-60">
        <Select
          label="It works for"
          value={lasts}
          onChange={setLasts}
          options={LASTS}
          error={wrong['expiresAt'] ?? refused['expiresAt']}
        />
      </div>
      {create.isError && Object.keys(refused).length === 0 && <ProblemNotice error={create.error} />}
      <div>
        <Button look="primary" type="submit" busy={create.isPending}>
          Make the key
        </Button>
      </div>
    </form>
  )
}
