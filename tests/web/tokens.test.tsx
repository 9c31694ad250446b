import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { PAGES_STYLE } from '../../server/pages/style'

const APP_STYLE = readFileSync(join(__dirname, '../../web/src/style.css'), 'utf8')

/** Token -> its colour in the light theme and in the dark one. */
const tokensOf = (css: string) =>
  new Map(
    [...css.matchAll(/--([\w-]+): light-dark\((#\w+), (#\w+)\)/g)].map(
      ([, name = '', light = '', dark = '']) => [name, { light, dark }] as const,
    ),
  )

const tokens = tokensOf(APP_STYLE)
const THEMES = ['light', 'dark'] as const

/** Relative luminance and contrast as WCAG 2 defines them. */
function luminance(hex: string): number {
  const [r = 0, g = 0, b = 0] = [1, 3, 5].map((at) => {
    const part = Number.parseInt(hex.slice(at, at + 2), 16) / 255
    return part <= 0.04045 ? part / 12.92 : ((part + 0.055) / 1.055) ** 2.4
  })
  return 0.2126 * r + 0.7152 * g + 0.0722 * b
}

function contrast(a: string, b: string): number {
  const [low = 0, high = 0] = [luminance(a), luminance(b)].toSorted((x, y) => x - y)
  return (high + 0.05) / (low + 0.05)
}

function colour(name: string, theme: (typeof THEMES)[number]): string {
  const found = tokens.get(name)?.[theme]
  if (found === undefined) throw new Error(`style.css has no token --${name}`)
  return found
}

const grounds = ['page', 'surface', 'raised', 'sunken']
const on = (text: string, ...backgrounds: string[]) => backgrounds.map((background) => [text, background] as const)

const text = [
  ...on('ink', ...grounds, 'pressed', 'good-soft', 'warn-soft', 'bad-soft', 'info-soft'),
  ...on('muted', ...grounds, 'pressed', 'bad-soft'),
  ...on('accent', 'page', 'surface'),
  ...on('good', ...grounds, 'good-soft'),
  ...on('warn', ...grounds, 'warn-soft'),
  ...on('bad', ...grounds, 'pressed', 'bad-soft'),
  ...on('info', ...grounds, 'info-soft'),
  ...on('on-accent', 'accent', 'accent-strong'),
  ...on('on-bad', 'bad', 'bad-strong'),
  ...on('on-ink', 'ink'),
]
const controls = [
  ...on('control', ...grounds, 'pressed'),
  ...on('accent', ...grounds),
  ...on('bad', ...grounds),
  ...on('ink', ...grounds),
]

describe.each(THEMES)('the colours of the %s theme', (theme) => {
  it.each(text)('show text: %s on %s', (front, back) => {
    expect(contrast(colour(front, theme), colour(back, theme))).toBeGreaterThanOrEqual(4.5)
  })

  it.each(controls)('show edges, marks and the focus: %s on %s', (front, back) => {
    expect(contrast(colour(front, theme), colour(back, theme))).toBeGreaterThanOrEqual(3)
  })
})

it('measures contrast as WCAG does', () => {
  expect(contrast('#000000', '#ffffff')).toBeCloseTo(21)
  expect(contrast('#777777', '#ffffff')).toBeCloseTo(4.48, 2)
})

it('gives the server its own pages the same colours', () => {
  const pages = tokensOf(PAGES_STYLE)
  expect(pages.size).toBeGreaterThan(10)
  for (const [name, both] of pages) expect([name, both]).toEqual([name, tokens.get(name)])
})

it('offers each colour to the classes, and no class has a colour of its own', () => {
  for (const name of tokens.keys()) expect(APP_STYLE).toContain(`--color-${name}: var(--${name});`)
})
