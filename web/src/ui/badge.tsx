import { CircleCheck, CircleX, Eye, Info, Pencil, Plus, Trash2, TriangleAlert } from 'lucide-react'
import type { ReactNode } from 'react'

const looks = {
  neutral: 'bg-sunken text-muted',
  good: 'bg-good-soft text-good',
  warn: 'bg-warn-soft text-warn',
  bad: 'bg-bad-soft text-bad',
  info: 'bg-info-soft text-info',
}

// So that a state is never told by its colour alone.
const marks: Record<keyof typeof looks, ReactNode> = {
  neutral: undefined,
  good: <CircleCheck />,
  warn: <TriangleAlert />,
  bad: <CircleX />,
  info: <Info />,
}

interface BadgeProps {
  look?: keyof typeof looks
  /** In place of the look's own mark. */
  icon?: ReactNode
  children: ReactNode
}

/** A state, in a word. */
export const Badge = ({ look = 'neutral', icon = marks[look], children }: BadgeProps) => (
  <span
    className={`inline-flex h-6 w-fit shrink-0 items-center gap-1 rounded-control px-1.5 text-12 font-medium whitespace-nowrap ${looks[look]}`}
  >
    {icon !== undefined && (
      <span aria-hidden="true" className="[&>svg]:size-3.5">
        {icon}
      </span>
    )}
    {children}
  </span>
)

const effects = {
  read: { look: 'neutral', icon: <Eye />, word: 'Read' },
  write: { look: 'info', icon: <Plus />, word: 'Write' },
  update: { look: 'info', icon: <Pencil />, word: 'Update' },
  destroy: { look: 'warn', icon: <Trash2 />, word: 'Destroy' },
} as const

/** What a tool may do to the vendor's data. */
export function EffectBadge({ effect }: { effect: keyof typeof effects }) {
  const { look, icon, word } = effects[effect]
  return (
    <Badge look={look} icon={icon}>
      {word}
    </Badge>
  )
}
