import assert from 'node:assert/strict'

export const LIGHT = { colorScheme: 'light', viewport: { width: 1100, height: 760 } }
export const DARK = { colorScheme: 'dark', viewport: { width: 360, height: 740 } }

/** A page with cookies of its own. */
export const open = async (browser, look) => openTab(await browser.newContext(look))

/** A page that keeps what stands in its console: a refused style, script or form does. */
export async function openTab(context) {
  const page = await context.newPage()
  page.complaints = []
  page.on('pageerror', (error) => page.complaints.push(String(error)))
  page.on('console', (message) => {
    // The browser itself reports answers such as 401, which are part of the story.
    const answer = message.text().startsWith('Failed to load resource: the server responded')
    if (message.type() === 'error' && !answer) page.complaints.push(message.text())
  })
  return page
}

/** Takes screenshots. Nothing may be wider than the screen, nor stand in the console. */
export const camera =
  ({ screenshot }, options = {}) =>
  async (page, name) => {
    await page.evaluate(() => document.fonts.ready)
    await page.screenshot({ path: screenshot(name), ...options })
    const overflow = await page.evaluate(
      () => document.documentElement.scrollWidth - document.documentElement.clientWidth,
    )
    assert.equal(overflow, 0, `${name} is ${overflow} px too wide`)
    assert.deepEqual(page.complaints, [], `the console on ${name}`)
  }
