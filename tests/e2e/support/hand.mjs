/** Somebody with a mouse, whose clicks are counted. Into a field that has no focus yet one clicks before typing. */
export class Hand {
  clicks = 0
  #begun = performance.now()

  async click(target) {
    await target.click()
    this.clicks += 1
  }

  async fill(target, text) {
    const isThere = await target.evaluate((field) => field === document.activeElement)
    if (!isThere) await this.click(target)
    await target.fill(text)
  }

  get seconds() {
    return (performance.now() - this.#begun) / 1_000
  }
}
