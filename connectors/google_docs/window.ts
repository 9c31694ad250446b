const isHalf = (code: number): boolean => code >= 0xdc00 && code <= 0xdfff

/** A part of a long text, and where the next one starts. Ends at a line where one ends in its last fifth. */
export function windowOf(text: string, offset: number, max: number) {
  const whole = (at: number): number => (isHalf(text.charCodeAt(at)) ? at - 1 : at)
  const from = whole(Math.min(offset, text.length))
  let end = Math.min(from + max, text.length)
  if (end < text.length) {
    const line = text.lastIndexOf('\n', end - 1) + 1
    end = line > from + max * 0.8 ? line : whole(end)
  }
  return {
    content: text.slice(from, end),
    offset: from,
    total_characters: text.length,
    ...(end < text.length ? { next_offset: end } : {}),
  }
}
