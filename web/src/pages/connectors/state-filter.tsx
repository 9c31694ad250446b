import { Link } from 'react-router-dom'

const STATES = [
  { value: '', label: 'All' },
  { value: 'needs', label: 'Needs something' },
  { value: 'well', label: 'Working' },
  { value: 'off', label: 'Off' },
] as const
type State = (typeof STATES)[number]['value']

export const stateIn = (params: URLSearchParams): State =>
  STATES.find(({ value }) => value === params.get('state'))?.value ?? ''

/** Each choice has an address. */
export const StateFilter = ({ params }: { params: URLSearchParams }) => (
  <nav aria-label="State">
    <ul className="flex flex-wrap gap-1">
      {STATES.map(({ value, label }) => (
        <li key={value}>
          <Link
            to={addressOf(params, value)}
            replace
            {...(value === stateIn(params) && { 'aria-current': 'true' as const })}
            className="flex h-9 items-center rounded-control border border-transparent px-2.5 text-13 text-muted transition-colors hover:bg-sunken hover:text-ink aria-[current=true]:border-line aria-[current=true]:bg-sunken aria-[current=true]:text-ink"
          >
            {label}
          </Link>
        </li>
      ))}
    </ul>
  </nav>
)

function addressOf(params: URLSearchParams, state: State): string {
  const next = new URLSearchParams(params)
  if (state === '') next.delete('state')
  else next.set('state', state)
  return `?${next}`
}
