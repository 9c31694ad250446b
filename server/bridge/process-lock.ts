import { randomBytes } from 'node:crypto'
import { readdirSync, rmSync, statSync, utimesSync, writeFileSync } from 'node:fs'
import path from 'node:path'
import { setTimeout as sleep } from 'node:timers/promises'

const POLL_MS = 100
const BEAT_MS = 1_000
/** Looks without a sign of life after which a ticket counts as left behind: about eight seconds. */
const DEAD_AFTER = 80

export interface LockOptions {
  readonly signal: AbortSignal
  /** Called again and again while another process has it. */
  readonly waiting?: () => void
  /** How many looks. Tests have less time. */
  readonly deadAfter?: number
}

/**
 * Lets one process at a time do something about a file. Whoever wants to puts a ticket beside it and then looks for others:
 * of two that come at once at least one sees the other, and steps back. A ticket's name is never used again, so that one left
 * behind by a process that died can be removed without a race. A living holder touches its ticket; it is not asked for by its
 * process id, which means nothing across containers that share a home folder. Looks are counted, not the time between them:
 * a computer that slept finds nobody dead.
 */
export async function exclusively<T>(file: string, options: LockOptions, act: () => Promise<T>): Promise<T> {
  const own = await takeTicket(file, options)
  const beat = setInterval(() => touch(own), BEAT_MS)
  try {
    return await act()
  } finally {
    clearInterval(beat)
    rmSync(own, { force: true })
  }
}

async function takeTicket(file: string, { signal, waiting, deadAfter = DEAD_AFTER }: LockOptions): Promise<string> {
  const queue = new Queue(file, deadAfter)
  for (;;) {
    signal.throwIfAborted()
    if (!queue.othersThan(undefined)) {
      const own = `${queue.prefix}${randomBytes(8).toString('hex')}`
      writeFileSync(own, '', { flag: 'wx', mode: 0o600 })
      if (!queue.othersThan(own)) return own
      rmSync(own, { force: true })
    }
    waiting?.()
    await sleep(POLL_MS * (0.5 + Math.random()), undefined, { signal })
  }
}

/** The tickets beside a file, and how long each has shown no sign of life. */
class Queue {
  readonly prefix: string
  #seen = new Map<string, { touched: number; looks: number }>()

  constructor(
    file: string,
    private readonly deadAfter: number,
  ) {
    this.prefix = `${file}.lock.`
  }

  othersThan(own: string | undefined): boolean {
    const folder = path.dirname(this.prefix)
    const before = this.#seen
    this.#seen = new Map()
    for (const name of readdirSync(folder)) {
      const ticket = path.join(folder, name)
      const touched = ticket.startsWith(this.prefix) && ticket !== own ? touchedAt(ticket) : undefined
      if (touched === undefined) continue
      const last = before.get(ticket)
      const looks = last?.touched === touched ? last.looks + 1 : 0
      if (looks < this.deadAfter) this.#seen.set(ticket, { touched, looks })
      else rmSync(ticket, { force: true })
    }
    return this.#seen.size > 0
  }
}

/** Undefined when it has just gone. */
const touchedAt = (ticket: string): number | undefined => statSync(ticket, { throwIfNoEntry: false })?.mtimeMs

function touch(ticket: string): void {
  try {
    utimesSync(ticket, new Date(), new Date())
  } catch {
    // It was taken for dead, or its folder is gone: there is nothing left to keep.
  }
}
