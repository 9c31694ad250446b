import {
  cloneElement,
  type ComponentProps,
  lazy,
  type ReactElement,
  Suspense,
  useEffect,
  useRef,
  useState,
} from 'react'
import type { Menu as KitMenu } from '../ui/menu'
import { loadScreen } from './load-screen'

const load = () => import('../ui/menu')
const Menu = lazy(async () => ({ default: (await loadScreen(load)).Menu }))
const preload = () => void load().catch(() => {})

interface Props extends Omit<ComponentProps<typeof KitMenu>, 'trigger'> {
  trigger: ReactElement<ComponentProps<'button'>>
}

/** A menu whose code comes when somebody reaches for it; its button is there from the start. */
export function MenuOnDemand({ trigger, ...menu }: Props) {
  const [isWanted, setWanted] = useState(false)
  const closed = cloneElement(trigger, {
    'aria-haspopup': 'menu',
    'aria-expanded': false,
    onPointerEnter: preload,
    onFocus: preload,
    onClick: () => setWanted(true),
  })
  if (!isWanted) return closed
  return (
    <Suspense fallback={closed}>
      <Opened>
        <Menu trigger={trigger} {...menu} />
      </Opened>
    </Suspense>
  )
}

/** The press that asked for the menu is passed on to it, once. */
function Opened({ children }: { children: ReactElement }) {
  const place = useRef<HTMLDivElement>(null)
  const isPassedOn = useRef(false)
  useEffect(() => {
    if (isPassedOn.current) return
    isPassedOn.current = true
    const button = place.current?.querySelector('button')
    button?.focus()
    button?.click()
  }, [])
  return (
    <div ref={place} className="contents">
      {children}
    </div>
  )
}
