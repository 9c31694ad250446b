/** Counts what jumps on each page that opens from now on: how far things moved by themselves. */
export const watchShifts = (page) =>
  page.addInitScript(() => {
    globalThis.shifts = []
    new PerformanceObserver((list) => {
      for (const { hadRecentInput, value, sources } of list.getEntries()) {
        if (hadRecentInput) continue
        const moved = sources.map(({ node, previousRect, currentRect }) => {
          const element = node instanceof Element ? node : node?.parentElement
          const from = `${Math.round(previousRect.x)},${Math.round(previousRect.y)}`
          return `<${element?.localName ?? 'gone'}> "${element?.textContent?.slice(0, 40) ?? ''}" from ${from} to ${Math.round(currentRect.x)},${Math.round(currentRect.y)}`
        })
        globalThis.shifts.push({ value, moved })
      }
    }).observe({ type: 'layout-shift', buffered: true })
  })

/** The sum for the page that is open, and what moved. */
export async function shiftsOf(page) {
  // Reported after the frame in which it moved.
  await page.evaluate(() => new Promise((resolve) => requestAnimationFrame(() => setTimeout(resolve, 50))))
  const shifts = await page.evaluate(() => globalThis.shifts ?? [])
  return { sum: shifts.reduce((sum, { value }) => sum + value, 0), moved: shifts.flatMap(({ moved }) => moved) }
}
