import { ArrowUp } from 'lucide-react'
import type { Watching } from '../../api/live'
import { useParam } from '../../hooks/params'
import { Button } from '../../ui/button'
import { Switch } from '../../ui/switch'
import { count } from '../../ui/words'

/** Whether one watches, kept in the address. */
export function useLiveSwitch(): readonly [boolean, (isOn: boolean) => void] {
  const [live, set] = useParam('live')
  return [live === 'on', (isOn) => set(isOn ? 'on' : '')]
}

export const LiveSwitch = ({ isOn, turn }: { isOn: boolean; turn: (isOn: boolean) => void }) => (
  <Switch label="Live" checked={isOn} onChange={turn} />
)

const WORDS: Readonly<Record<Watching, string>> = {
  off: '',
  connecting: 'Connecting to the live stream.',
  on: 'Live: what happens now appears at the top.',
  lost: 'The live connection was lost. It is tried again by itself.',
  ended: 'Nobody is signed in any more, so live watching ended. Sign in, then switch it on again.',
}

interface LiveLineProps {
  state: Watching
  /** How many rows wait because one reads further down. */
  held: number
  noun: string
  show: () => void
}

/** How the watching goes, and what waits to be shown. */
export const LiveLine = ({ state, held, noun, show }: LiveLineProps) => (
  <>
    <p
      role="status"
      className={`text-13 ${state === 'lost' || state === 'ended' ? 'text-warn' : 'text-muted'} empty:hidden`}
    >
      {WORDS[state]}
    </p>
    {held > 0 && (
      <div className="pointer-events-none sticky top-16 z-[5] flex justify-center md:top-4">
        <Button
          className="pointer-events-auto"
          icon={<ArrowUp />}
          onClick={() => {
            show()
            window.scrollTo(0, 0)
          }}
        >
          {`Show ${count(held, `new ${noun}`)}`}
        </Button>
      </div>
    )}
  </>
)
