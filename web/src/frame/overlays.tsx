import { lazy, Suspense } from 'react'
import { loadScreen } from './load-screen'

/** What opens over any page. `tenants`: the palette with nothing but tenants. */
export type Overlay = 'palette' | 'tenants' | 'keys' | 'drawer' | undefined
export type OpenOverlay = (overlay: Overlay) => void

const palette = () => import('./palette/palette')
const Palette = lazy(async () => ({ default: (await loadScreen(palette)).Palette }))
const KeysHelp = lazy(async () => ({ default: (await loadScreen(() => import('./keys-help'))).KeysHelp }))
const Drawer = lazy(async () => ({ default: (await loadScreen(() => import('./drawer'))).Drawer }))

/** Begins to fetch the palette when a pointer comes near its button. */
export const preloadPalette = (): void => void palette().catch(() => {})

/** Each comes with its code when it is first opened. */
export function Overlays({ overlay, open }: { overlay: Overlay; open: OpenOverlay }) {
  const close = () => open(undefined)
  return (
    <Suspense fallback={null}>
      {(overlay === 'palette' || overlay === 'tenants') && (
        <Palette key={overlay} only={overlay} open={open} onClose={close} />
      )}
      {overlay === 'keys' && <KeysHelp onClose={close} />}
      {overlay === 'drawer' && <Drawer open={open} onClose={close} />}
    </Suspense>
  )
}
