/** Until a screen of the app is there: its title, and no shape of something that is still on its way. */
export async function loaded(page) {
  await page.locator('main h1').first().waitFor({ timeout: 20_000 })
  // Twice, because one answer may lead to another question.
  for (let quiet = 0, until = Date.now() + 20_000; quiet < 2;) {
    const coming = await page.locator('main [aria-hidden="true"].bg-pressed, main [aria-busy="true"]').count()
    quiet = coming === 0 ? quiet + 1 : 0
    if (Date.now() > until) throw new Error(`${page.url()} is still loading`)
    await page.waitForTimeout(120)
  }
}
