import { type KeyboardEvent, type MouseEvent, type ReactNode, useEffect, useState } from 'react'
import { Link, type To } from 'react-router-dom'
import { Button } from './button'
import { Panel } from './panel'
import { Scroller } from './scroller'
import { Bar } from './skeleton'

/** How long a row that came while one looks stands out. */
const MARK_MS = 2_000

export interface Column<T> {
  key: string
  /** '' where it needs none to see: a menu, a button. */
  head: string
  cell: (row: T) => ReactNode
  align?: 'left' | 'right'
  className?: string
  /** Left out on windows narrower than this: what a phone can do without. */
  hideBelow?: 'sm' | 'md' | 'lg'
}

interface TableProps<T> {
  label: string
  columns: readonly Column<T>[]
  /** Absent while the first ones are being fetched. */
  rows: readonly T[] | undefined
  rowKey: (row: T) => string
  /** Where a row leads. Its first cell becomes the link, so that cell holds no other control. */
  to?: (row: T) => To
  /** Rows that came while one looks: they stand out for a moment. */
  isNew?: (row: T) => boolean
  /** In place of the table when there are no rows. */
  empty: ReactNode
  loading?: boolean
  more?: { has: boolean; load: () => unknown; busy: boolean }
}

export function Table<T>({ label, columns, rows, rowKey, to, isNew, empty, loading = false, more }: TableProps<T>) {
  const waiting = rows === undefined || (loading && rows.length === 0)
  if (!waiting && rows.length === 0) return empty
  return (
    <div className="grid min-w-0 gap-3">
      <Panel>
        <Scroller label={label}>
          <table aria-label={label} aria-busy={waiting} className="w-full border-collapse text-left text-14">
            <thead>
              <tr>
                {columns.map((column) => (
                  <th
                    key={column.key}
                    scope="col"
                    className={`h-9 px-3 text-12 font-medium whitespace-nowrap text-muted ${place(column)}`}
                  >
                    {column.head === '' ? <span className="sr-only">Actions</span> : column.head}
                  </th>
                ))}
              </tr>
            </thead>
            <tbody onKeyDown={walk}>
              {waiting
                ? ['w-40', 'w-56', 'w-32', 'w-48', 'w-36'].map((width) => (
                    <tr key={width} className="border-t border-line">
                      {columns.map((column, index) => (
                        <td key={column.key} className={`h-10 px-3 ${place(column)}`}>
                          <Bar className={`inline-block h-3 align-middle ${index === 0 ? width : 'w-16'}`} />
                        </td>
                      ))}
                    </tr>
                  ))
                : rows.map((row) => (
                    <Line key={rowKey(row)} row={row} columns={columns} to={to?.(row)} isNew={isNew?.(row) ?? false} />
                  ))}
            </tbody>
          </table>
        </Scroller>
      </Panel>
      <p role="status" className="sr-only">
        {waiting ? `Loading ${label}` : ''}
      </p>
      {more?.has === true && (
        <Button className="justify-self-center" busy={more.busy} onClick={() => void more.load()}>
          Show more
        </Button>
      )}
    </div>
  )
}

interface LineProps<T> {
  row: T
  columns: readonly Column<T>[]
  to: To | undefined
  isNew: boolean
}

function Line<T>({ row, columns, to, isNew }: LineProps<T>) {
  const leads = to !== undefined
  const isMarked = useForAMoment(isNew)
  return (
    <tr
      className={`border-t border-line ${leads ? 'cursor-pointer transition-colors hover:bg-sunken' : ''} ${isMarked ? 'bg-info-soft' : ''}`}
      {...(leads && { onClick: follow })}
    >
      {columns.map((column, index) => (
        <td key={column.key} className={`h-10 px-3 py-1.5 ${place(column)}`}>
          {leads && index === 0 ? (
            <Link
              to={to}
              data-row=""
              className="-mx-1 inline-flex min-h-6 items-center rounded-control px-1 font-medium"
            >
              {column.cell(row)}
            </Link>
          ) : (
            column.cell(row)
          )}
        </td>
      ))}
    </tr>
  )
}

/** True at first and false soon after: what came is marked, and no motion is needed for it. */
function useForAMoment(isNew: boolean): boolean {
  const [isMarked, setMarked] = useState(isNew)
  useEffect(() => {
    if (!isMarked) return
    const timer = setTimeout(() => setMarked(false), MARK_MS)
    return () => clearTimeout(timer)
  }, [isMarked])
  return isMarked
}

const hidden = { sm: 'max-sm:hidden', md: 'max-md:hidden', lg: 'max-lg:hidden' }

const place = <T,>({ align, hideBelow, className }: Column<T>): string =>
  [align === 'right' && 'text-right', hideBelow && hidden[hideBelow], className].filter(Boolean).join(' ')

const linkOf = (row: Element | null | undefined) => row?.querySelector<HTMLAnchorElement>('a[data-row]')

/** A click anywhere on the row follows its link, except on what has an action of its own and while text is being selected. */
function follow(event: MouseEvent<HTMLTableRowElement>) {
  const target = event.target as Element
  // What a menu of the row opened is elsewhere in the page, and its clicks come here too.
  if (!event.currentTarget.contains(target)) return
  const own = target.closest('a, button, input, label, summary, [role]')
  if (own !== null && event.currentTarget.contains(own)) return
  if (window.getSelection()?.isCollapsed === false) return
  linkOf(event.currentTarget)?.click()
}

/** Arrows go from row to row. */
function walk(event: KeyboardEvent) {
  if (!(event.target instanceof HTMLElement) || !event.target.matches('a[data-row]')) return
  const row = event.target.closest('tr')
  const next = { ArrowDown: row?.nextElementSibling, ArrowUp: row?.previousElementSibling }[event.key]
  if (next === undefined) return
  event.preventDefault()
  linkOf(next)?.focus()
}
