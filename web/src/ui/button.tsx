import { LoaderCircle } from 'lucide-react'
import type { ComponentProps, MouseEvent, ReactNode } from 'react'
import { Link, type LinkProps } from 'react-router-dom'
import { Tooltip } from './tooltip'

const shape =
  'relative inline-flex shrink-0 items-center justify-center gap-2 rounded-control border font-medium whitespace-nowrap no-underline transition-colors select-none'
const off = 'disabled:border-line disabled:bg-sunken disabled:text-muted'
const offPlain = 'disabled:bg-transparent disabled:text-control'
const looks = {
  primary: `border-transparent bg-accent text-on-accent hover:bg-accent-strong ${off}`,
  quiet: `border-line bg-surface text-ink hover:bg-sunken aria-expanded:bg-sunken ${off}`,
  danger: `border-transparent bg-bad text-on-bad hover:bg-bad-strong ${off}`,
  plain: `border-transparent text-ink hover:bg-sunken aria-expanded:bg-sunken ${offPlain}`,
}
const iconLooks = {
  quiet: looks.quiet,
  plain: `border-transparent text-muted hover:bg-sunken hover:text-ink aria-expanded:bg-sunken ${offPlain}`,
}
const sizes = { normal: 'h-9 px-3 text-14', small: 'h-7 px-2 text-13' }
const squares = { normal: 'size-9', small: 'size-7' }

interface Look {
  /** One `primary` on a screen: the thing to do next. `danger` only where it cannot be undone. */
  look?: keyof typeof looks
  size?: keyof typeof sizes
  icon?: ReactNode
}

interface ButtonProps extends Look, Omit<ComponentProps<'button'>, 'size'> {
  /** It works on it: says so, keeps its size and its focus, and ignores further clicks. */
  busy?: boolean
}

export function Button({ look = 'quiet', size = 'normal', busy = false, icon, children, ...rest }: ButtonProps) {
  const once = (event: MouseEvent<HTMLButtonElement>) => (busy ? event.preventDefault() : rest.onClick?.(event))
  return (
    <button
      type="button"
      {...rest}
      onClick={once}
      {...(busy && { 'aria-busy': true, 'aria-disabled': true })}
      className={`${shape} ${sizes[size]} ${looks[look]} ${rest.className ?? ''}`}
    >
      {busy && (
        <span className="absolute inset-0 grid place-items-center">
          <LoaderCircle aria-hidden="true" size={16} className="animate-spin" />
        </span>
      )}
      <span className={`inline-flex items-center gap-2 ${busy ? 'opacity-0' : ''}`}>
        <Icon>{icon}</Icon>
        {children}
      </span>
    </button>
  )
}

/** Looks like a button and goes somewhere. */
export function ButtonLink({ look = 'quiet', size = 'normal', icon, children, className, ...rest }: Look & LinkProps) {
  return (
    <Link {...rest} className={`${shape} ${sizes[size]} ${looks[look]} ${className ?? ''}`}>
      <Icon>{icon}</Icon>
      {children}
    </Link>
  )
}

interface IconButtonProps extends Omit<ComponentProps<'button'>, 'size' | 'children'> {
  /** What it does; also shown on hover and focus. */
  label: string
  icon: ReactNode
  look?: keyof typeof iconLooks
  size?: keyof typeof sizes
}

export function IconButton({ label, icon, look = 'plain', size = 'normal', className, ...rest }: IconButtonProps) {
  return (
    <Tooltip text={label}>
      <button
        type="button"
        aria-label={label}
        {...rest}
        className={`${shape} ${squares[size]} ${iconLooks[look]} ${className ?? ''}`}
      >
        <Icon>{icon}</Icon>
      </button>
    </Tooltip>
  )
}

const Icon = ({ children }: { children: ReactNode }) =>
  children === undefined ? null : (
    <span aria-hidden="true" className="inline-flex shrink-0 [&>svg]:size-4">
      {children}
    </span>
  )
