import { Dialog } from '@base-ui/react/dialog'
import { X } from 'lucide-react'
import { IconButton } from '../ui/button'
import type { OpenOverlay } from './overlays'
import { SideBar } from './side-bar'

/** The side bar of a narrow window. */
export function Drawer({ open, onClose }: { open: OpenOverlay; onClose: () => void }) {
  return (
    <Dialog.Root open onOpenChange={(isOpen) => !isOpen && onClose()}>
      <Dialog.Portal>
        <Dialog.Backdrop className="fixed inset-0 z-10 bg-shade transition-opacity data-starting-style:opacity-0" />
        <Dialog.Popup
          aria-label="Menu"
          className="fixed inset-y-0 left-0 z-10 flex w-[min(280px,calc(100vw-48px))] flex-col border-r border-line bg-page transition-[translate] outline-none data-starting-style:-translate-x-full"
        >
          <div className="flex justify-end px-3 pt-2">
            <Dialog.Close render={<IconButton label="Close the menu" icon={<X />} size="small" />} />
          </div>
          <div className="min-h-0 flex-1">
            <SideBar open={open} />
          </div>
        </Dialog.Popup>
      </Dialog.Portal>
    </Dialog.Root>
  )
}
