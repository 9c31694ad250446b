import type { ReactNode } from 'react'
import { isObject } from '../../../mcp/schema'
import { Json } from '../../../ui/code'
import { Scroller } from '../../../ui/scroller'
import { count } from '../../../ui/words'
import { OutLink, safeAddress } from './links'

const MAX_COLUMNS = 8
const MAX_ROWS = 200
const MAX_TEXT = 300

/** A structured result: lists of things as tables, the rest name by name. */
export function Value({ value }: { value: unknown }) {
  if (!isObject(value)) return isRows(value) ? <Rows label="Result" rows={value} /> : <Cell value={value} />
  const entries = Object.entries(value)
  if (entries.length === 0) return <p className="text-muted">The result is empty.</p>
  return (
    <div className="grid min-w-0 gap-4">
      {entries.map(([name, each]) =>
        Array.isArray(each) && (each.length === 0 || isRows(each)) ? (
          <Rows key={name} label={name} rows={each} />
        ) : (
          <div key={name} className="grid min-w-0 gap-1 sm:grid-cols-[160px_minmax(0,1fr)] sm:gap-4">
            <p className="font-mono text-13 text-muted">{name}</p>
            <Cell value={each} />
          </div>
        ),
      )}
    </div>
  )
}

type Item = Readonly<Record<string, unknown>>

const isRows = (value: unknown): value is Item[] => Array.isArray(value) && value.length > 0 && value.every(isObject)

function Rows({ label, rows }: { label: string; rows: readonly Item[] }) {
  const columns = [...new Set(rows.slice(0, MAX_ROWS).flatMap(Object.keys))].slice(0, MAX_COLUMNS)
  return (
    <div className="grid min-w-0 gap-1.5">
      <p className="font-mono text-13 text-muted">
        {label} · {count(rows.length, 'item')}
        {rows.length > MAX_ROWS && `, the first ${MAX_ROWS} here, all in the raw result`}
      </p>
      {rows.length > 0 && (
        <div className="min-w-0 overflow-hidden rounded-control border border-line">
          <Scroller label={label}>
            <table aria-label={label} className="w-full border-collapse text-left text-13">
              <thead>
                <tr>
                  {columns.map((name) => (
                    <th
                      key={name}
                      scope="col"
                      className="h-8 px-3 font-mono text-12 font-medium whitespace-nowrap text-muted"
                    >
                      {name}
                    </th>
                  ))}
                </tr>
              </thead>
              <tbody>
                {rows.slice(0, MAX_ROWS).map((row, n) => (
                  <tr key={n} className="border-t border-line">
                    {columns.map((name) => (
                      <td key={name} className="max-w-80 min-w-20 px-3 py-1.5 align-top wrap-anywhere">
                        {row[name] === undefined ? null : <Cell value={row[name]} small />}
                      </td>
                    ))}
                  </tr>
                ))}
              </tbody>
            </table>
          </Scroller>
        </div>
      )}
    </div>
  )
}

function Cell({ value, small = false }: { value: unknown; small?: boolean }): ReactNode {
  if (value === null) return <span className="text-muted">null</span>
  if (typeof value === 'string') return <Words text={value} small={small} />
  if (typeof value !== 'object') return String(value)
  if (Array.isArray(value) && value.every((each) => typeof each !== 'object'))
    return <Words text={value.join(', ')} small={small} />
  if (!small) return <Json value={value} />
  const text = JSON.stringify(value)
  return <code className="font-mono text-12 text-muted">{shortened(text)}</code>
}

function Words({ text, small }: { text: string; small: boolean }) {
  const href = safeAddress(text)
  if (href !== undefined) return <OutLink href={href}>{shortened(text)}</OutLink>
  return <span className="whitespace-pre-wrap wrap-anywhere">{small ? shortened(text) : text}</span>
}

const shortened = (text: string): string => (text.length > MAX_TEXT ? `${text.slice(0, MAX_TEXT)}…` : text)
