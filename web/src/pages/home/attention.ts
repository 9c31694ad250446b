import type { Attention } from '../../../../server/contracts/overview'

interface Standing {
  readonly word: string
  readonly look: 'bad' | 'warn' | 'info' | 'neutral'
  /** The button that mends it. */
  readonly mend: string
  /** Nothing works as it should until somebody does something. */
  readonly isUrgent: boolean
  /** What one must hold to mend it. */
  readonly needs?: string
}

export const STANDINGS: Readonly<Record<Attention['state'], Standing>> = {
  suspended: { word: 'Suspended', look: 'bad', mend: 'Open settings', isUrgent: true, needs: 'tenants:manage' },
  refused: { word: 'Refused', look: 'bad', mend: 'Check the app', isUrgent: true },
  reconnect_needed: { word: 'Disconnected', look: 'bad', mend: 'Connect again', isUrgent: true },
  not_connected: { word: 'Not connected', look: 'warn', mend: 'Connect', isUrgent: true },
  failing: { word: 'Failing', look: 'bad', mend: 'See the calls', isUrgent: true },
  scope_missing: { word: 'Scope missing', look: 'warn', mend: 'Connect again', isUrgent: true },
  expiring: { word: 'Ends soon', look: 'warn', mend: 'Connect again', isUrgent: true },
  vendor_down: { word: 'No answer', look: 'warn', mend: 'See the account', isUrgent: false },
  rate_limited: { word: 'Waiting', look: 'info', mend: 'See the account', isUrgent: false },
  off: { word: 'Off', look: 'neutral', mend: 'Open settings', isUrgent: false },
  pending: { word: 'Pending', look: 'neutral', mend: 'See invitations', isUrgent: false },
}

export const isUrgent = ({ state }: Attention): boolean => STANDINGS[state].isUrgent
