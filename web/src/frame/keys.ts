import { useEffect, useRef } from 'react'
import { useNavigate } from 'react-router-dom'
import { useMe } from '../api/me'
import { useTenantSlug } from '../hooks/tenant'
import type { OpenOverlay } from './overlays'
import { type Place, placesIn, platformPlaces } from './places'

/** The second key of a pair must follow this soon. */
const PAIR_MS = 1_500

/** Every place that `g` and a letter lead to from here. */
export function usePlaces(): { inTenant: readonly Place[]; onPlatform: readonly Place[] } {
  const { data: me } = useMe()
  const tenant = useTenantSlug()
  if (me === undefined) return { inTenant: [], onPlatform: [] }
  return { inTenant: tenant === undefined ? [] : placesIn(me, tenant), onPlatform: platformPlaces(me) }
}

/** The keys of the app. Single letters never mean anything where somebody types or answers a dialog. */
export function useKeys(open: OpenOverlay): void {
  const { inTenant, onPlatform } = usePlaces()
  const navigate = useNavigate()
  const wentG = useRef(-PAIR_MS)
  useEffect(() => {
    function press(event: KeyboardEvent) {
      if (event.defaultPrevented) return
      if (isPaletteKey(event)) {
        event.preventDefault()
        if (!inDialog()) open('palette')
        return
      }
      if (event.metaKey || event.ctrlKey || event.altKey || isTypedInto(event.target) || inDialog()) return
      const place = [...inTenant, ...onPlatform].find(({ key }) => key === event.key)
      if (place && event.timeStamp - wentG.current < PAIR_MS) navigate(place.to)
      else if (event.key === '?') open('keys')
      else if (event.key !== 'g') return
      wentG.current = event.key === 'g' ? event.timeStamp : -PAIR_MS
      event.preventDefault()
    }
    window.addEventListener('keydown', press)
    return () => window.removeEventListener('keydown', press)
  }, [inTenant, onPlatform, navigate, open])
}

export const isMac = /Mac|iPhone|iPad/.test(navigator.userAgent)

/** On a Mac, Control and K cut a line where somebody types. */
const isPaletteKey = ({ key, metaKey, ctrlKey, altKey, shiftKey }: KeyboardEvent): boolean =>
  key.toLowerCase() === 'k' && (isMac ? metaKey && !ctrlKey : ctrlKey && !metaKey) && !altKey && !shiftKey

const isTypedInto = (target: EventTarget | null): boolean =>
  target instanceof HTMLElement &&
  target.closest(
    'input, textarea, select, [contenteditable]:not([contenteditable=false]), [role=menu], [role=listbox]',
  ) !== null

/** Messages are dialogs too, for screen readers, but ask nothing. */
const inDialog = (): boolean =>
  document.querySelector('[role=dialog]:not([data-type]), [role=alertdialog]:not([data-type])') !== null
