import { readFileSync } from 'node:fs'
import { createRequire } from 'node:module'

const source = readFileSync(createRequire(import.meta.url).resolve('axe-core/axe.min.js'), 'utf8')
const TAGS = ['wcag2a', 'wcag2aa', 'wcag21a', 'wcag21aa', 'wcag22aa']

/**
 * Base UI puts two hidden elements around whatever it opens. Focus that comes to one goes on at once, which axe cannot see and takes
 * for focus that gets lost. `opened.mjs` holds them to it.
 */
const isGuard = (id, html) => id === 'aria-hidden-focus' && html.includes('data-base-ui-focus-guard')

/** What axe finds on the page against WCAG 2.2 AA, a line for each element. */
export async function axe(page, { without = [] } = {}) {
  // Not as an element of the page, which its policy would refuse.
  if (!(await page.evaluate(() => 'axe' in globalThis))) await page.evaluate(source)
  const { violations } = await page.evaluate(
    (tags) => globalThis.axe.run(document, { runOnly: tags, resultTypes: ['violations'] }),
    TAGS,
  )
  const found = violations.filter(({ id }) => !without.includes(id))
  return found.flatMap(({ id, nodes }) =>
    nodes
      .filter(({ html }) => !isGuard(id, html))
      .map(({ target, html, any, all, none }) => {
        const [why] = [...any, ...all, ...none]
        return `axe ${id}: ${target.join(' ')} ${html.slice(0, 160)} (${why?.message ?? ''})`
      }),
  )
}
