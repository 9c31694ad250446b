/** A sentence, with what stands between backticks as code. */
export const Words = ({ text }: { text: string }) =>
  text.split('`').map((part, index) =>
    index % 2 === 0 ? (
      part
    ) : (
      <code key={part} className="rounded-[4px] bg-sunken px-1 font-mono text-12">
        {part}
      </code>
    ),
  )
