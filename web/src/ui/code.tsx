/** A value as JSON: formatted, and wrapped so that it needs no sideways scrolling. */
export const Json = ({ value, label = 'JSON' }: { value: unknown; label?: string }) => (
  <div
    role="group"
    tabIndex={0}
    aria-label={label}
    className="max-h-96 min-w-0 overflow-y-auto rounded-control border border-line bg-sunken p-3"
  >
    <pre className="font-mono text-13 wrap-anywhere whitespace-pre-wrap">
      {JSON.stringify(value, null, 2) ?? 'undefined'}
    </pre>
  </div>
)
