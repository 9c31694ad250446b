import {
  CodeXml,
  type LucideIcon,
  MessageCircle,
  Monitor,
  MousePointer2,
  Plug,
  Sparkles,
  SquareTerminal,
  Wind,
} from 'lucide-react'
import { Link, useLocation } from 'react-router-dom'
import { CLIENTS } from './clients'

const ICONS: Readonly<Record<string, LucideIcon>> = {
  'claude-desktop': Monitor,
  'claude-code': SquareTerminal,
  chatgpt: MessageCircle,
  cursor: MousePointer2,
  'vs-code': CodeXml,
  windsurf: Wind,
  'gemini-cli': Sparkles,
}

/** Each client has an address of its own, which keeps what else was chosen. */
export function ClientPicker({ chosen }: { chosen: string }) {
  const { search } = useLocation()
  const at = (id: string) => {
    const params = new URLSearchParams(search)
    params.set('client', id)
    return { search: `?${params}` }
  }
  return (
    <nav aria-label="Client">
      <ul className="grid grid-cols-2 gap-2 sm:grid-cols-4">
        {CLIENTS.map(({ id, title }) => {
          const Icon = ICONS[id] ?? Plug
          return (
            <li key={id}>
              <Link
                to={at(id)}
                replace
                aria-current={id === chosen ? 'true' : undefined}
                className="flex h-11 items-center gap-1.5 rounded-control border border-line bg-surface px-2 sm:gap-2 sm:px-3 transition-colors hover:bg-sunken aria-[current]:border-ink aria-[current]:bg-sunken aria-[current]:font-medium"
              >
                <Icon aria-hidden="true" size={16} className="shrink-0 text-muted" />
                <span className="min-w-0 truncate">{title}</span>
              </Link>
            </li>
          )
        })}
      </ul>
    </nav>
  )
}
