import { Link } from 'react-router-dom'
import type { Days } from '../../api/overview'
import { DEFAULT_DAYS } from '../../hooks/days'
import { PERIODS } from './title'

/** Links and no menu: three choices are seen at once, and the page opens without the code of one. */
export const Periods = ({ days }: { days: Days }) => (
  <nav aria-label="Time">
    <ul className="flex rounded-control border border-line bg-surface p-0.5">
      {(['1', '7', '30'] as const).map((each) => (
        <li key={each}>
          <Link
            to={each === DEFAULT_DAYS ? '?' : `?days=${each}`}
            replace
            preventScrollReset
            aria-current={each === days ? 'page' : undefined}
            className="inline-flex h-7 items-center rounded-[4px] px-2 text-13 text-muted transition-colors hover:text-ink aria-[current=page]:bg-sunken aria-[current=page]:font-medium aria-[current=page]:text-ink"
          >
            {PERIODS[each]}
          </Link>
        </li>
      ))}
    </ul>
  </nav>
)
