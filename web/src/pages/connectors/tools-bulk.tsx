import { ChevronDown } from 'lucide-react'
import type { Tool } from '../../../../server/contracts/connectors'
import { Problem } from '../../api/client'
import { useSwitchTools } from '../../api/tools'
import { Button } from '../../ui/button'
import { Menu } from '../../ui/menu'
import { useToast } from '../../ui/toast'
import { count } from '../../ui/words'
import { EFFECT_WORDS, EFFECTS } from './tool-words'

interface BulkProps {
  tenant: string
  connector: string
  tools: readonly Tool[]
}

/** Many at once, and back again with one click. */
export function ToolsBulk({ tenant, connector, tools }: BulkProps) {
  const { mutateAsync, isPending } = useSwitchTools(tenant, connector)
  const { say } = useToast()
  const become = (wanted: (tool: Tool) => boolean) => () => {
    const changed = tools.filter((tool) => tool.enabled !== wanted(tool))
    if (changed.length === 0) return say({ title: 'They are like that already.' })
    const to = (isBack: boolean) => changed.map(({ name, enabled }) => ({ name, enabled: isBack ? enabled : !enabled }))
    mutateAsync(to(false)).then(
      () => say({ title: `${count(changed.length, 'tool')} changed.`, undo: () => mutateAsync(to(true)) }),
      (error: unknown) =>
        say({ look: 'bad', title: 'The tools stay as they were.', description: Problem.from(error).message }),
    )
  }
  const there = EFFECTS.filter((effect) => tools.some((tool) => tool.effect === effect))
  return (
    <Menu
      label="Switch many"
      trigger={
        <Button size="small" busy={isPending} icon={<ChevronDown />}>
          Switch many
        </Button>
      }
      items={[
        { label: 'All on', onSelect: become(() => true) },
        { label: 'Only what reads', onSelect: become(({ effect }) => effect === 'read') },
        { label: 'All off', onSelect: become(() => false) },
        'divider',
        ...there.flatMap((effect) => {
          const only = (isOn: boolean) => become((tool) => (tool.effect === effect ? isOn : tool.enabled))
          return [
            { label: `${EFFECT_WORDS[effect]}: on`, onSelect: only(true) },
            { label: `${EFFECT_WORDS[effect]}: off`, onSelect: only(false) },
          ]
        }),
      ]}
    />
  )
}
