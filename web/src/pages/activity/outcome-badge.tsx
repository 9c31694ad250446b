import { Ban, CirclePlay, MessageCircleQuestion } from 'lucide-react'
import { Badge } from '../../ui/badge'
import { outcomeOf } from './outcomes'

const icons = { cancelled: <Ban />, intent: <CirclePlay />, input_required: <MessageCircleQuestion /> } as const

/** How it ended, in a word. */
export function OutcomeBadge({ code }: { code: string }) {
  const { word, look } = outcomeOf(code)
  const icon = code in icons ? icons[code as keyof typeof icons] : undefined
  return (
    <Badge look={look} {...(icon && { icon })}>
      {word}
    </Badge>
  )
}
