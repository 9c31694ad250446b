// A bounded life: a few lanes that go through the same scenes over and over, and stand still while somebody looks.
import { setTimeout as wait } from 'node:timers/promises'

const SCENE_SECONDS = 30

export class Life {
  #next = 0
  #isOver = false
  #pause = undefined
  #resume = () => {}
  #busy = 0
  #idle = () => {}
  /** From the beginning of a scene to that of the next one in a lane: as many a minute, however busy the machine is. */
  everyMs = 750

  /** By scene: how often it was played, and each failure with the time it was seen. */
  played = new Map()

  /** `scenes` by name: what it does, and how often in a round. */
  constructor(world, scenes) {
    this.world = world
    this.scenes = scenes
    // Spread over the round, so that each is as far from itself as can be.
    this.order = Object.entries(scenes)
      .flatMap(([name, { times }]) => Array.from({ length: times }, (_, i) => [(i + 0.5) / times, name]))
      .sort(([a], [b]) => a - b)
      .map(([, name]) => name)
  }

  get rounds() {
    return this.#next / this.order.length
  }

  start(lanes) {
    this.lanes = Array.from({ length: lanes }, () => this.#lane())
  }

  async #lane() {
    while (!this.#isOver) {
      await this.#pause
      if (this.#isOver) return
      this.#busy += 1
      const began = performance.now()
      await this.#play(this.order[this.#next++ % this.order.length])
      this.#busy -= 1
      if (this.#busy === 0) this.#idle()
      await wait(Math.max(0, this.everyMs - (performance.now() - began)))
    }
  }

  async #play(name) {
    const seen = this.played.get(name) ?? { times: 0, failures: [] }
    this.played.set(name, seen)
    seen.times += 1
    const late = new AbortController()
    try {
      const tooLong = wait(SCENE_SECONDS * 1_000, undefined, { signal: late.signal }).then(() => {
        throw new Error(`not over after ${SCENE_SECONDS} s`)
      })
      tooLong.catch(() => {})
      await Promise.race([this.scenes[name].play({ ...this.world, count: seen.times }), tooLong])
    } catch (error) {
      seen.failures.push({ at: new Date(), error })
    } finally {
      late.abort()
    }
  }

  /** Does something while no scene is played. */
  async still(work) {
    this.#pause = new Promise((resolve) => (this.#resume = resolve))
    if (this.#busy > 0) await new Promise((resolve) => (this.#idle = resolve))
    try {
      return await work()
    } finally {
      this.#pause = undefined
      this.#resume()
    }
  }

  async end() {
    this.#isOver = true
    await Promise.all(this.lanes)
  }
}
