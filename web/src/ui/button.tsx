import type { ButtonHTMLAttributes } from 'react'
import { Link, type LinkProps } from 'react-router-dom'

const shape =
  'inline-flex shrink-0 items-center justify-center rounded-control font-medium whitespace-nowrap transition-colors duration-100'
const looks = {
  primary: 'bg-accent text-on-accent hover:bg-accent-strong',
  quiet: 'border border-line bg-surface text-ink hover:bg-sunken',
}

const sizes = { normal: 'h-9 px-3 text-14', small: 'h-7 px-2 text-12' }

interface Look {
  /** One `primary` on a screen: the thing to do next. */
  look?: keyof typeof looks
  size?: keyof typeof sizes
}

export function Button({ look = 'quiet', size = 'normal', ...rest }: Look & ButtonHTMLAttributes<HTMLButtonElement>) {
  return <button type="button" className={`${shape} ${sizes[size]} ${looks[look]}`} {...rest} />
}

export function ButtonLink({ look = 'quiet', size = 'normal', ...rest }: Look & LinkProps) {
  return <Link className={`${shape} ${sizes[size]} ${looks[look]}`} {...rest} />
}
