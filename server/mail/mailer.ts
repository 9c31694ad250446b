import { setTimeout as wait } from 'node:timers/promises'
import { TokenBuckets } from '../limits/token-buckets'
import type { Log } from '../observability/log'
import { isMailAddress } from './address'
import { compose, type Mail, type Message } from './message'
import { type Deliver, NotSent } from './smtp'

export interface MailerOptions {
  /** How long to wait before the second attempt, the third and so on. */
  readonly retryAfterMs?: readonly number[]
  /** How long `send` may hold up whoever waits for it. */
  readonly answerWithinMs?: number
  /** One attempt, from the wait for a connection to the server's last word. */
  readonly attemptMs?: number
  /** Mail that is under way or waits for another attempt. */
  readonly atMost?: number
}

const AT_ONCE = 4
/** Of one address, whatever the mail is about: nobody fills a stranger's mailbox through us. */
const PER_ADDRESS = { burst: 10, perMinute: 0.2 }

/** Sends mail in the background, a few times, and forgets it when the process ends: what matters must also be had without mail. */
export class Mailer {
  readonly #stop = new AbortController()
  readonly #addresses = new TokenBuckets(PER_ADDRESS.burst, PER_ADDRESS.perMinute)
  readonly #underWay = new Set<Promise<unknown>>()
  readonly #turns: (() => void)[] = []
  #running = 0
  #kept = 0

  /** `deliver` undefined: there is no mail server, and nothing is sent. */
  constructor(
    private readonly deliver: Deliver | undefined,
    private readonly log: Log,
    private readonly options: MailerOptions = {},
  ) {}

  get isOn(): boolean {
    return this.deliver !== undefined
  }

  /**
   * Whether the mail server took it. False also when it has not said so soon enough, while attempts go on: whoever asks says
   * then how else to get there. Never throws.
   */
  async send(mail: Mail): Promise<boolean> {
    const { atMost = 200, answerWithinMs = 2_000 } = this.options
    const { deliver, log } = this
    if (!deliver || this.#stop.signal.aborted) return false
    const refusal = this.#kept >= atMost ? 'too much mail is waiting' : this.#refusal(mail.to)
    if (refusal !== undefined) {
      log.warn({ reason: refusal }, 'mail not sent')
      return false
    }
    this.#kept += 1
    const first = this.#attempt(deliver, compose(mail), 0)
    return Promise.race([first, wait(answerWithinMs, false, { ref: false })])
  }

  /** Lets what is being sent end, for a moment, and gives up the rest. */
  async close(): Promise<void> {
    const { answerWithinMs = 2_000 } = this.options
    await Promise.race([Promise.all(this.#underWay), wait(answerWithinMs, undefined, { ref: false })])
    this.#stop.abort()
    await Promise.all(this.#underWay)
  }

  #refusal(to: string): string | undefined {
    if (!isMailAddress(to)) return 'this is no e-mail address'
    return this.#addresses.take(to.toLowerCase()) > 0 ? 'too much mail for one address' : undefined
  }

  async #attempt(deliver: Deliver, message: Message, nth: number): Promise<boolean> {
    const { retryAfterMs = [10_000, 60_000] } = this.options
    const work = this.#inTurn(deliver, message)
    this.#underWay.add(work)
    const failure = await work
    this.#underWay.delete(work)
    const again = failure?.final === false && !this.#stop.signal.aborted ? retryAfterMs[nth] : undefined
    if (failure) {
      const more = { reason: failure.message, ...failure.details, attempt: nth + 1 }
      this.log.warn({ ...more, triesAgain: again !== undefined }, 'mail not sent')
    }
    if (again === undefined) this.#kept -= 1
    else this.#later(again, () => this.#attempt(deliver, message, nth + 1))
    return failure === undefined
  }

  #later(ms: number, work: () => Promise<unknown>): void {
    const given = () => void (this.#kept -= 1)
    wait(ms, undefined, { ref: false, signal: this.#stop.signal }).then(work, given)
  }

  /** A server that is slow holds up a few connections, not one for every mail. */
  async #inTurn(deliver: Deliver, message: Message): Promise<NotSent | undefined> {
    if (this.#running < AT_ONCE) this.#running += 1
    else await new Promise<void>((resolve) => this.#turns.push(resolve))
    try {
      return await this.#deliver(deliver, message)
    } finally {
      const next = this.#turns.shift()
      if (next) next()
      else this.#running -= 1
    }
  }

  async #deliver(deliver: Deliver, message: Message): Promise<NotSent | undefined> {
    const { attemptMs = 20_000 } = this.options
    if (this.#stop.signal.aborted) return new NotSent('the server is stopping', true, {})
    const signal = AbortSignal.any([this.#stop.signal, AbortSignal.timeout(attemptMs)])
    try {
      await deliver(message, signal)
      return undefined
    } catch (error) {
      return error instanceof NotSent ? error : new NotSent('sending failed', true, { err: error })
    }
  }
}
