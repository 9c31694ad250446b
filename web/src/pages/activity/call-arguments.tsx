import type { CallDetail } from '../../../../server/contracts/audit'

/** What was passed: names and sizes, for values are not kept. */
export function CallArguments({ sizes }: { sizes: CallDetail['arguments'] }) {
  const all = Object.entries(sizes)
  return (
    <section className="grid min-w-0 gap-2">
      <h3>Arguments</h3>
      {all.length === 0 ? (
        <p className="text-muted">It was called without any.</p>
      ) : (
        <>
          <ul className="divide-y divide-line rounded-control border border-line">
            {all.map(([name, size]) => (
              <li key={name} className="flex items-center justify-between gap-4 px-3 py-1.5">
                <code className="min-w-0 font-mono text-13 wrap-anywhere">{name}</code>
                <span className="shrink-0 text-13 text-muted">{inWords(size)}</span>
              </li>
            ))}
          </ul>
          <p className="text-13 text-muted">Only names and sizes are kept, never what was passed or returned.</p>
        </>
      )}
    </section>
  )
}

const inWords = (size: unknown): string =>
  typeof size === 'number' ? `${size.toLocaleString('en')} ${size === 1 ? 'character' : 'characters'}` : 'size unknown'
