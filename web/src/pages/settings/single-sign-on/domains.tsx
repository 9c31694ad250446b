import { Globe } from 'lucide-react'
import { useState, type FormEvent } from 'react'
import { AddDomain } from '../../../../../server/contracts/single-sign-on'
import { Problem } from '../../../api/client'
import { useAddDomain, useDomains } from '../../../api/single-sign-on'
import { Button } from '../../../ui/button'
import { Empty } from '../../../ui/empty'
import { Field } from '../../../ui/field'
import { Rows, Section } from '../../../ui/page'
import { ProblemNotice } from '../../../ui/problem'
import { Skeleton } from '../../../ui/skeleton'
import { wrongFields } from '../../../ui/wrong-fields'
import { Domain } from './domain'

/** The domains whose addresses the provider may make accounts for. */
export function Domains({ tenant, mayWrite }: { tenant: string; mayWrite: boolean }) {
  const { data, error, refetch } = useDomains(tenant)
  return (
    <Section
      title="Domains"
      description="Somebody new gets an account where their e-mail address is in a domain that this tenant proved. A domain belongs to one tenant."
    >
      {error && <ProblemNotice error={error} retry={refetch} />}
      {!data && !error && <Skeleton rows={1} label="Loading the domains" />}
      {data?.length === 0 && (
        <Empty icon={<Globe />} title="No domain yet">
          Claim the domain of your addresses, add a TXT record to its DNS, and have it looked for.
        </Empty>
      )}
      {data !== undefined && data.length > 0 && (
        <Rows label="Domains">
          {data.map((each) => (
            <Domain key={each.domain} tenant={tenant} domain={each} mayWrite={mayWrite} />
          ))}
        </Rows>
      )}
      {mayWrite && <Claim tenant={tenant} />}
    </Section>
  )
}

function Claim({ tenant }: { tenant: string }) {
  const [domain, setDomain] = useState('')
  const [wrong, setWrong] = useState<string>()
  const add = useAddDomain(tenant)
  const submit = (event: FormEvent) => {
    event.preventDefault()
    const found = wrongFields(AddDomain, { domain })['domain']
    setWrong(found)
    if (found !== undefined) return
    add.mutate(domain, {
      onSuccess: () => setDomain(''),
      onError: (error) => {
        const { message, hint, fields } = Problem.from(error)
        setWrong(fields['domain'] ?? [message, hint].filter(Boolean).join(' '))
      },
    })
  }
  return (
    <form onSubmit={submit} noValidate className="flex items-start gap-2">
      <div className="w-72 min-w-0">
        <Field
          label="Domain"
          value={domain}
          onChange={(event) => setDomain(event.target.value)}
          placeholder="example.com"
          inputMode="url"
          error={wrong}
        />
      </div>
      <Button type="submit" busy={add.isPending} className="mt-[26px]">
        Claim
      </Button>
    </form>
  )
}
