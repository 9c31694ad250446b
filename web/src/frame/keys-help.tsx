import { Dialog } from '../ui/dialog'
import { isMac, usePlaces } from './keys'

/** What `?` shows. */
export function KeysHelp({ onClose }: { onClose: () => void }) {
  const { inTenant, onPlatform } = usePlaces()
  const all = [
    { keys: [isMac ? '⌘ K' : 'Ctrl K'], does: 'Find anything, do anything' },
    { keys: ['/'], does: 'Search on this page' },
    { keys: ['?'], does: 'Show these keys' },
    ...[...inTenant, ...onPlatform].map(({ key, label }) => ({ keys: ['g', key], does: label })),
  ]
  return (
    <Dialog open onOpenChange={onClose} title="Keys">
      <dl className="grid grid-cols-[auto_1fr] items-center gap-x-6 gap-y-2">
        {all.map(({ keys, does }) => (
          <div key={does} className="contents">
            <dt className="flex items-center gap-1 text-12 text-muted">
              {keys.map((key, i) => (
                <span key={key} className="flex items-center gap-1">
                  {i > 0 && 'then'}
                  <kbd className="min-w-6 rounded-control border border-line bg-sunken px-1.5 py-0.5 text-center font-mono text-ink">
                    {key}
                  </kbd>
                </span>
              ))}
            </dt>
            <dd>{does}</dd>
          </div>
        ))}
      </dl>
    </Dialog>
  )
}
