import assert from 'node:assert/strict'

export const LIGHT = { colorScheme: 'light', viewport: { width: 1100, height: 760 } }
export const DARK = { colorScheme: 'dark', viewport: { width: 360, height: 740 } }
export const WIDE = { colorScheme: 'light', viewport: { width: 1440, height: 900 } }

/** A page with cookies of its own. */
export const open = async (browser, look) => openTab(await browser.newContext(look))

/** A page that keeps what stands in its console: a refused style, script or form does. */
export async function openTab(context) {
  const page = await context.newPage()
  listen(page)
  return page
}

/**
 * Opens pages for stories in which nothing may go wrong: no error on the page or in its console, nothing that its policy refuses, no
 * request that fails or is refused, but for what a story announces with `page.expects.push(/status address/)`.
 */
export function strictly(browser) {
  const pages = []
  return {
    open: async (look = WIDE, options = {}) => {
      const context = await browser.newContext({ ...look, ...options })
      // Tabs that a page opens are watched, too. Vendors' pages are somebody else's.
      context.on('page', (page) => pages.push(watch(page)))
      return context.newPage()
    },
    /** At the end of a story. */
    check: () => {
      for (const page of pages) assert.deepEqual(page.complaints, [], `a page at ${page.url()}`)
    },
  }
}

function listen(page) {
  page.complaints = []
  page.on('pageerror', (error) => page.complaints.push(String(error)))
  page.on('console', (message) => {
    // The browser itself reports answers such as 401, which are part of the story.
    const answer = message.text().startsWith('Failed to load resource: the server responded')
    if (message.type() === 'error' && !answer) page.complaints.push(message.text())
  })
}

function watch(page) {
  listen(page)
  page.expects = []
  const complain = (text) => {
    if (!page.expects.some((pattern) => pattern.test(text))) page.complaints.push(text)
  }
  page.on('response', (response) => {
    if (response.status() >= 400) complain(`${response.status()} ${response.request().method()} ${response.url()}`)
  })
  page.on('requestfailed', (request) => {
    const { errorText } = request.failure() ?? {}
    // Whoever leaves a page ends what it still asked for.
    if (errorText !== 'net::ERR_ABORTED') complain(`${errorText} ${request.method()} ${request.url()}`)
  })
  return page
}

/** How much wider than the window the page is. */
export const overflowOf = (page) =>
  page.evaluate(() => document.documentElement.scrollWidth - document.documentElement.clientWidth)

/** Takes screenshots. Nothing may be wider than the screen, nor stand in the console. */
export const camera =
  ({ screenshot }, options = {}) =>
  async (page, name) => {
    await page.evaluate(() => document.fonts.ready)
    await page.screenshot({ path: screenshot(name), ...options })
    const overflow = await overflowOf(page)
    assert.equal(overflow, 0, `${name} is ${overflow} px too wide`)
    assert.deepEqual(page.complaints, [], `the console on ${name}`)
  }
