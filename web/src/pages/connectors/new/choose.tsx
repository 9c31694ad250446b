import { Plug } from 'lucide-react'
import { Link, useSearchParams } from 'react-router-dom'
import type { Connector, ConnectorType } from '../../../../../server/contracts/connectors'
import { useConnectors } from '../../../api/connectors'
import { Empty } from '../../../ui/empty'
import { Page } from '../../../ui/page'
import { SearchBox } from '../../../ui/search-box'
import { VendorIcon } from '../../../ui/vendor-icon'
import { count } from '../../../ui/words'
import { Steps } from './steps'

interface ChooseProps {
  tenant: string
  types: readonly ConnectorType[]
  back: { to: string; text: string }
}

/** The catalogue: what this tenant may connect. */
export function Choose({ tenant, types, back }: ChooseProps) {
  const [params, setParams] = useSearchParams()
  const { items } = useConnectors(tenant)
  const q = params.get('q') ?? ''
  const found = types.filter((type) => matches(type, q))
  return (
    <Page title="What do you want to connect?" back={back}>
      <Steps now="Choose" />
      <div className="grid gap-4">
        <SearchBox
          label="Search vendors"
          value={q}
          onChange={(value) => setParams(value === '' ? {} : { q: value }, { replace: true })}
        />
        {found.length > 0 ? (
          <ul aria-label="Vendors" className="grid gap-3 sm:grid-cols-2 lg:grid-cols-3">
            {found.map((type) => (
              <li key={type.type}>
                <Card type={type} here={items?.filter((each) => each.type === type.type)} />
              </li>
            ))}
          </ul>
        ) : (
          <Empty
            title={q === '' ? 'This tenant may not connect anything yet' : `Nothing is called ${q}`}
            icon={<Plug />}
          >
            {q === ''
              ? 'A platform admin decides which vendors a tenant may connect.'
              : 'Search for the name of a vendor, or for what you want to do with it, such as issues or messages.'}
          </Empty>
        )}
      </div>
    </Page>
  )
}

function Card({ type, here = [] }: { type: ConnectorType; here: readonly Connector[] | undefined }) {
  const facts = [type.category, count(type.toolCount, 'tool'), here.length > 0 && `${here.length} already here`]
  return (
    <Link
      to={`?${new URLSearchParams({ type: type.type, step: 'connect' })}`}
      className="flex h-full min-w-0 items-start gap-3 rounded-control border border-line bg-surface p-4 transition-colors hover:border-control hover:bg-sunken"
    >
      <VendorIcon type={type.type} size={28} />
      <span className="grid min-w-0 content-start gap-0.5">
        <span className="font-medium">{type.title}</span>
        <span className="text-13 text-muted">{type.description}</span>
        <span className="mt-1 text-12 text-muted">{facts.filter(Boolean).join(' · ')}</span>
      </span>
    </Link>
  )
}

const matches = ({ title, type, description, category, keywords }: ConnectorType, q: string): boolean =>
  [title, type, description, category ?? '', ...keywords].some((text) =>
    text.toLowerCase().includes(q.trim().toLowerCase()),
  )
