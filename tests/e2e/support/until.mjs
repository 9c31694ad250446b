/** Until it is so: what one process tells another takes a moment. */
export async function until(what, isSo, ms = 10_000) {
  for (const end = Date.now() + ms; !(await isSo());) {
    if (Date.now() > end) throw new Error(`it never happened: ${what}`)
    await new Promise((resolve) => setTimeout(resolve, 100))
  }
}
