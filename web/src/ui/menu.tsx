import { Menu as Base } from '@base-ui/react/menu'
import type { ReactElement, ReactNode } from 'react'
import { Link } from 'react-router-dom'
import { item, popup } from './popup'

interface Entry {
  label: string
  icon?: ReactNode
  onSelect?: () => void
  /** A page of the app. */
  to?: string
  /** A page beside the app. */
  href?: string
  /** What is there is saved as a file. */
  download?: boolean
  danger?: boolean
  disabled?: boolean
}

interface MenuProps {
  /** The button that opens it, with a name of its own. */
  trigger: ReactElement
  label: string
  items: readonly (Entry | 'divider')[]
}

export function Menu({ trigger, label, items }: MenuProps) {
  return (
    <Base.Root modal={false}>
      <Base.Trigger render={trigger} />
      <Base.Portal>
        <Base.Positioner sideOffset={4} align="end" className="z-10 outline-none">
          <Base.Popup aria-label={label} aria-labelledby={undefined} className={`${popup} min-w-44`}>
            {items.map((entry, index) =>
              entry === 'divider' ? (
                <Base.Separator key={`divider ${index}`} className="-mx-1 my-1 h-px bg-line" />
              ) : (
                <Item key={entry.label} {...entry} />
              ),
            )}
          </Base.Popup>
        </Base.Positioner>
      </Base.Portal>
    </Base.Root>
  )
}

function Item({ label, icon, onSelect, to, href, download = false, danger = false, disabled = false }: Entry) {
  const className = `${item} ${danger ? 'text-bad' : ''}`
  const text = (
    <>
      {icon !== undefined && (
        <span aria-hidden="true" className={`[&>svg]:size-4 ${danger ? '' : 'text-muted'}`}>
          {icon}
        </span>
      )}
      {label}
    </>
  )
  if (to !== undefined || href !== undefined) {
    const link =
      to === undefined ? (
        <a href={href} download={download ? '' : undefined}>
          {text}
        </a>
      ) : (
        <Link to={to}>{text}</Link>
      )
    return <Base.LinkItem closeOnClick className={className} render={link} {...(onSelect && { onClick: onSelect })} />
  }
  return (
    <Base.Item className={className} disabled={disabled} {...(onSelect && { onClick: onSelect })}>
      {text}
    </Base.Item>
  )
}
