import type { ReactNode } from 'react'
import type { Searched } from './rank'

/** One line of the palette. */
export interface Command extends Searched {
  readonly id: string
  readonly group: Group
  readonly icon?: ReactNode
  /** At the right: what kind of thing it is, or where. */
  readonly hint?: string
  readonly run: () => void
}

/** In the order of the list. */
export const GROUPS = ['Go to', 'Actions', 'Connectors', 'Tools', 'People', 'Tenants'] as const
export type Group = (typeof GROUPS)[number]
