import type { Days } from '../api/overview'
import { useParam } from './params'

export const DEFAULT_DAYS: Days = '7'
const isDays = (text: string): text is Days => ['1', '7', '30'].includes(text)

/** How far back the figures go, kept in the address. */
export function useDays(): Days {
  const [asked] = useParam('days')
  return isDays(asked) ? asked : DEFAULT_DAYS
}
