const tones = { good: 'text-good', warn: 'text-warn', off: 'text-muted' }
const marks = { good: '●', warn: '▲', off: '○' }

/** A state in words. The mark and the colour only repeat what the word says. */
export function State({ tone, children }: { tone: keyof typeof tones; children: string }) {
  return (
    <span className={`inline-flex items-center gap-1.5 text-13 whitespace-nowrap ${tones[tone]}`}>
      <span aria-hidden="true" className="text-12">
        {marks[tone]}
      </span>
      {children}
    </span>
  )
}
