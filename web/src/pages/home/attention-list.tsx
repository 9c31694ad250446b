import { Clock, Power, PowerOff } from 'lucide-react'
import type { Attention } from '../../../../server/contracts/overview'
import { useMay } from '../../api/me'
import { Badge } from '../../ui/badge'
import { ButtonLink } from '../../ui/button'
import { Row, Rows } from '../../ui/page'
import { When } from '../../ui/time'
import { STANDINGS } from './attention'

const icons = { off: <PowerOff />, pending: <Clock />, rate_limited: <Clock />, suspended: <Power /> } as const

interface AttentionListProps {
  readonly label: string
  readonly tenant: string
  readonly items: readonly Attention[]
}

/** What somebody should look at, each with the button that mends it. */
export const AttentionList = ({ label, tenant, items }: AttentionListProps) => (
  <Rows label={label}>
    {items.map((item) => (
      <Item key={`${item.kind} ${item.state} ${item.title}`} tenant={tenant} item={item} />
    ))}
  </Rows>
)

function Item({ tenant, item }: { tenant: string; item: Attention }) {
  const { state, title, detail, since, to } = item
  const { word, look, mend, needs } = STANDINGS[state]
  const mayMend = useMay(needs ?? 'activity:read', tenant) && to !== null
  const icon = state in icons ? icons[state as keyof typeof icons] : undefined
  return (
    <Row
      aside={
        mayMend && (
          <ButtonLink to={`/tenants/${tenant}/${to}`} size="small" aria-label={`${mend}: ${title}`}>
            {mend}
          </ButtonLink>
        )
      }
    >
      <div className="flex min-w-0 flex-wrap items-start gap-x-3 gap-y-1">
        <span className="sm:w-32 sm:shrink-0">
          <Badge look={look} {...(icon && { icon })}>
            {word}
          </Badge>
        </span>
        <div className="min-w-0 flex-1 basis-48">
          <p className="font-medium wrap-anywhere">{title}</p>
          <p className="text-13 text-muted">
            {detail}
            {since !== null && (
              <>
                {' '}
                Since <When at={since} />.
              </>
            )}
          </p>
        </div>
      </div>
    </Row>
  )
}
