import { existsSync, mkdirSync, mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import path from 'node:path'
import { chromium } from 'playwright-core'

const executablePath = process.env.CHROMIUM ?? '/usr/bin/chromium'
const artifacts = path.resolve(import.meta.dirname, '../../../artifacts')

/**
 * Tells one story in a real browser. It gets the browser, an empty folder for a server's data, `shots` for the screenshots of
 * the story, and `after`, to say what to undo in the end. Without Chromium it is skipped and says so; in CI that is a failure.
 */
export async function stage(name, tell) {
  if (!existsSync(executablePath)) {
    console.log(
      `SKIPPED: the browser tests need Chromium, and ${executablePath} does not exist (Debian: chromium; or set CHROMIUM)`,
    )
    process.exitCode = process.env.CI === 'true' ? 1 : 0
    return
  }
  const folder = mkdtempSync(path.join(tmpdir(), 'sagemcp-e2e-'))
  mkdirSync(artifacts, { recursive: true })
  const undos = [() => rmSync(folder, { recursive: true, force: true })]
  const after = (undo) => undos.push(undo)
  const screenshot = (shot) => path.join(artifacts, `${name}-${shot}.png`)
  try {
    const browser = await startBrowser()
    after(() => browser.close())
    await tell({ browser, folder, after, screenshot }).catch(async (error) => {
      await leaveTraces(browser, screenshot)
      throw error
    })
    console.log(`browser tests of ${name} passed; screenshots are in ${path.relative(process.cwd(), artifacts)}/`)
  } finally {
    for (const undo of undos.toReversed()) await undo()
  }
}

/** What was on the screen when a story went wrong. */
async function leaveTraces(browser, screenshot) {
  const pages = browser.contexts().flatMap((context) => context.pages())
  for (const [i, page] of pages.entries()) {
    const file = screenshot(`failed-${i}`)
    const titles = await page
      .getByRole('heading', { level: 1 })
      .allTextContents()
      .catch(() => [])
    console.error(
      `open: ${page.url()} ${titles.join(', ')} ${path.relative(process.cwd(), file)}`,
      page.complaints ?? '',
    )
    await page.screenshot({ path: file }).catch(() => {})
  }
}

const startBrowser = () =>
  chromium.launch({
    executablePath,
    args: [
      '--no-sandbox',
      '--disable-gpu',
      '--disable-quic',
      '--no-first-run',
      '--disable-background-networking',
      '--disable-component-update',
      '--disable-sync',
    ],
  })
