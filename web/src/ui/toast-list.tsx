import { Toast } from '@base-ui/react/toast'
import { CircleCheck, CircleX, X } from 'lucide-react'
import { useEffect, useRef } from 'react'
import { Problem } from '../api/client'
import { Button } from './button'
import type { Words } from './toast'

/** Screen readers tell of what is added to a region that they know already. */
const HEARD_MS = 100

export interface ListProps {
  /** Everything, oldest first. */
  said: readonly Words[]
  say: (words: Words) => void
}

/** The messages as boxes. The pointer or the focus on one keeps it. */
export const ToastList = (props: ListProps) => (
  <Toast.Provider limit={3}>
    <Toast.Portal>
      <Toast.Viewport
        aria-label="Messages"
        className="fixed right-4 bottom-4 z-20 flex w-[min(380px,calc(100vw-32px))] flex-col gap-2"
      >
        <Boxes {...props} />
      </Toast.Viewport>
    </Toast.Portal>
  </Toast.Provider>
)

function Boxes({ said, say }: ListProps) {
  const { toasts, add, close } = Toast.useToastManager()
  const shown = useRef(0)
  useEffect(() => {
    const show = ({ title, description, look = 'good', undo }: Words) => {
      const takeBack = () => {
        close(id)
        undo?.().catch((error: unknown) =>
          say({ look: 'bad', title: 'That could not be undone.', description: Problem.from(error).message }),
        )
      }
      const id: string = add({
        title,
        description,
        type: look,
        // Bad news stays until it is closed.
        timeout: look === 'bad' ? 0 : undo ? 10_000 : 5_000,
        ...(undo && { actionProps: { children: 'Undo', onClick: takeBack } }),
      })
    }
    const timer = setTimeout(() => {
      for (const words of said.slice(shown.current)) show(words)
      shown.current = said.length
    }, HEARD_MS)
    return () => clearTimeout(timer)
  }, [said, say, add, close])
  return toasts.map((toast) => (
    <Toast.Root
      key={toast.id}
      toast={toast}
      swipeDirection="right"
      className="rounded-control border border-line bg-raised shadow-lg shadow-shade/20 transition-[opacity,translate] data-ending-style:opacity-0 data-limited:hidden data-starting-style:translate-y-2 data-starting-style:opacity-0"
    >
      <Toast.Content className="flex items-start gap-2 py-2 pr-2 pl-3">
        {toast.type === 'bad' ? (
          <CircleX aria-hidden="true" size={16} className="mt-1.5 shrink-0 text-bad" />
        ) : (
          <CircleCheck aria-hidden="true" size={16} className="mt-1.5 shrink-0 text-good" />
        )}
        <div className="min-w-0 flex-1 py-1">
          <Toast.Title render={<p />} className="text-14 font-medium" />
          <Toast.Description className="text-13 text-muted" />
        </div>
        {toast.actionProps && <Toast.Action render={<Button size="small" />} />}
        <Toast.Close
          aria-hidden={false}
          aria-label="Close this message"
          className="grid size-7 shrink-0 place-items-center rounded-control text-muted transition-colors hover:bg-sunken hover:text-ink"
        >
          <X aria-hidden="true" size={16} />
        </Toast.Close>
      </Toast.Content>
    </Toast.Root>
  ))
}
