import { AlertDialog } from '@base-ui/react/alert-dialog'
import { Dialog } from '@base-ui/react/dialog'
import { X } from 'lucide-react'
import { useRef, type ReactNode } from 'react'

export interface FrameProps {
  open: boolean
  onOpenChange: (open: boolean) => void
  title: string
  description?: ReactNode
  wide?: boolean
}

/** On a phone it comes from below, elsewhere it stands at a fixed height, so that it does not jump when its content changes. */
const place =
  'fixed inset-x-0 bottom-0 z-10 max-h-[92dvh] max-sm:rounded-t-control max-sm:border-t sm:inset-x-auto sm:top-[12dvh] sm:bottom-auto sm:left-1/2 sm:max-h-[76dvh] sm:-translate-x-1/2 sm:rounded-control sm:border'
const motion =
  'transition-[opacity,translate] data-ending-style:translate-y-1 data-ending-style:opacity-0 data-starting-style:translate-y-1 data-starting-style:opacity-0'

/** A dialog without its content. One that `asks` must be answered: a click beside it does not close it. */
export function Frame({ asks = false, ...props }: FrameProps & { asks?: boolean; children: ReactNode }) {
  const { open, onOpenChange, title, description, wide = false, children } = props
  const box = useRef<HTMLDivElement>(null)
  const Root = asks ? AlertDialog.Root : Dialog.Root
  return (
    <Root open={open} onOpenChange={(next) => onOpenChange(next)}>
      <Dialog.Portal>
        <Dialog.Backdrop className="fixed inset-0 z-10 bg-shade transition-opacity data-ending-style:opacity-0 data-starting-style:opacity-0" />
        <Dialog.Popup
          ref={box}
          initialFocus={() => firstOf(box.current)}
          className={`flex w-full flex-col border-line bg-surface outline-none ${place} ${motion} ${wide ? 'sm:max-w-3xl' : 'sm:max-w-md'}`}
        >
          <div className="flex items-start justify-between gap-4 px-5 pt-5">
            <div className="grid min-w-0 gap-1 wrap-anywhere">
              <Dialog.Title>{title}</Dialog.Title>
              {description !== undefined && (
                <Dialog.Description render={<div />} className="text-muted">
                  {description}
                </Dialog.Description>
              )}
            </div>
            <Dialog.Close
              aria-label="Close"
              className="-mt-0.5 -mr-1 grid size-7 shrink-0 place-items-center rounded-control text-muted transition-colors hover:bg-sunken hover:text-ink"
            >
              <X aria-hidden="true" size={16} />
            </Dialog.Close>
          </div>
          {children}
        </Dialog.Popup>
      </Dialog.Portal>
    </Root>
  )
}

const fillable =
  'input:enabled:not([aria-hidden=true]), textarea:enabled, [role=combobox], [role=radio][tabindex="0"], [role=checkbox]'

/** Where to begin: the first thing to fill in, or the first button after the one that closes. */
const firstOf = (box: HTMLElement | null) =>
  box?.querySelector<HTMLElement>(fillable) ?? box?.querySelector<HTMLElement>('[data-footer] button') ?? true

export const Body = ({ children }: { children: ReactNode }) => (
  <div className="min-h-0 flex-1 overflow-y-auto px-5 py-4">{children}</div>
)

export const Footer = ({ children }: { children: ReactNode }) => (
  <div data-footer="" className="flex flex-wrap justify-end gap-2 border-t border-line px-5 py-3">
    {children}
  </div>
)
