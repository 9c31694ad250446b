/** What is searched: its name, and more words that lead to it. */
export interface Searched {
  readonly label: string
  readonly keywords?: string
}

/**
 * How well a text answers to what was typed: every word of it must be there, in the name at least its letters in order. Whole
 * words beat beginnings, beginnings beat the middle, runs beat scattered letters. Undefined: not at all.
 */
export function score({ label, keywords = '' }: Searched, query: string): number | undefined {
  const words = query.toLowerCase().split(/\s+/).filter(Boolean)
  let sum = 0
  for (const word of words) {
    const name = label.toLowerCase()
    const inLabel = scoreRun(name, word) ?? scoreLetters(name, word)
    // In a whole sentence the letters of any word are somewhere.
    const inKeywords = scoreRun(keywords.toLowerCase(), word)
    const best = Math.max(inLabel ?? -1, (inKeywords ?? -1) / 2)
    if (best < 0) return undefined
    sum += best
  }
  // Of two that answer alike, the shorter one is meant.
  return sum - label.length / 1_000
}

function scoreRun(text: string, word: string): number | undefined {
  const at = text.indexOf(word)
  if (at < 0) return undefined
  return 100 + (isWordStart(text, at) ? 50 : 0) + (isWordEnd(text, at + word.length) ? 20 : 0)
}

/** Letters in order but not side by side: `ghub` finds `github`, at most a few letters apart. */
function scoreLetters(text: string, word: string): number | undefined {
  let [from, points, last] = [0, 0, -1]
  for (const letter of word) {
    const at = text.indexOf(letter, from)
    if (at < 0) return undefined
    points += isWordStart(text, at) ? 8 : at === last + 1 ? 6 : 1
    ;[from, last] = [at + 1, at]
  }
  // Mostly chance hits are none.
  return points >= word.length * 4 ? points : undefined
}

const isLetter = (text: string, at: number): boolean => /[\p{L}\p{N}]/u.test(text[at] ?? ' ')
const isWordStart = (text: string, at: number): boolean => !isLetter(text, at - 1)
const isWordEnd = (text: string, at: number): boolean => !isLetter(text, at)

/** The best first. */
export function ranked<T extends Searched>(all: readonly T[], query: string): T[] {
  return all
    .flatMap((each) => {
      const points = score(each, query)
      return points === undefined ? [] : [{ each, points }]
    })
    .toSorted((a, b) => b.points - a.points)
    .map(({ each }) => each)
}
