import { useParams, useSearchParams } from 'react-router-dom'
import { useConnectorTypes } from '../api/connectors'
import { ButtonLink } from '../ui/button'
import { Column, Page, Panel, Skeleton } from '../ui/page'
import { ProblemNotice } from '../ui/problem'
import { count } from '../ui/words'
import { NewConnectorForm } from './new-connector-form'

/** First which vendor, then the form for it. The choice is in the address. */
export function NewConnectorPage() {
  const { tenant = '' } = useParams()
  const [search] = useSearchParams()
  const types = useConnectorTypes()
  const back = { to: `/tenants/${tenant}`, text: tenant }

  if (types.isError) {
    return (
      <Page title="The connector types cannot be shown" back={back}>
        <ProblemNotice error={types.error} retry={() => void types.refetch()} />
      </Page>
    )
  }
  if (types.isPending) {
    return (
      <Page title={undefined} back={back}>
        <Skeleton rows={3} label="Reading the connector types" />
      </Page>
    )
  }

  const { items } = types.data
  const chosen = items.find(({ type }) => type === search.get('type'))
  if (chosen) {
    return (
      <Page title={`Add ${chosen.title}`} back={{ to: '?', text: 'All connector types' }} lead={chosen.description}>
        <Column>
          <NewConnectorForm key={chosen.type} tenant={tenant} type={chosen} />
        </Column>
      </Page>
    )
  }
  return (
    <Page title="Which connector?" back={back}>
      <Panel>
        <ul>
          {items.map((type) => (
            <li key={type.type} className="flex items-center justify-between gap-4 border-line p-4 not-first:border-t">
              <div className="min-w-0">
                <h2 className="text-14">{type.title}</h2>
                <p className="text-13 text-muted">{type.description}</p>
                <p className="text-13 text-muted">{count(type.toolCount, 'tool')}</p>
              </div>
              <ButtonLink to={`?type=${type.type}`} aria-label={`Add ${type.title}`}>
                Add
              </ButtonLink>
            </li>
          ))}
        </ul>
      </Panel>
    </Page>
  )
}
