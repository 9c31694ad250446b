import type { Me } from '../../../server/contracts/users'

// What this tab knows about its browser session: the cookie itself no script can read.

interface State {
  /** `unknown` until the server first said who this is. */
  readonly standing: 'unknown' | 'in' | 'out'
  readonly me: Me | undefined
  /** When `me` came, by this machine's clock. */
  readonly meAt: number
}

const NOBODY_YET: State = { standing: 'unknown', me: undefined, meAt: 0 }
/** Where tabs tell each other when the server last answered one of them: each answer keeps the session of all. */
const ANSWERED = 'sagemcp.answered'
/** The server writes down that somebody was there at most this often, so a session may end this much early. */
const SEEN_EVERY_MS = 60_000

let state: State = NOBODY_YET
let leaveFor: (address: string) => void = () => {}
/** Requests that wait until somebody is signed in again; false: nobody will be. */
let waiting: ((isIn: boolean) => void)[] = []
const listeners = new Set<() => void>()

function become(next: State): void {
  state = next
  for (const listener of listeners) listener()
}

/** A page that opens knows nobody. `leave` goes to a page that is not the app's. */
export function beginSession(leave: (address: string) => void): void {
  state = NOBODY_YET
  leaveFor = leave
  waiting = []
}

export const sessionState = (): State => state

export function onSessionChange(listener: () => void): () => void {
  listeners.add(listener)
  return () => listeners.delete(listener)
}

/** Nothing comes after it: the app is left. */
export function goTo(address: string): Promise<never> {
  leaveFor(address)
  return new Promise(() => {})
}

/** The server said who this is. Somebody else than before must see nothing of what is on the screen: the app starts anew. */
export async function welcome(me: Me): Promise<void> {
  const before = state.me
  if (before !== undefined && before.id !== me.id) await goTo('/')
  become({ standing: 'in', me, meAt: Date.now() })
  letGo(true)
}

/**
 * The server knows no session (any more). When the page just opened, sign-in comes first. Later a dialog asks for it, and
 * whoever waits here goes on afterwards: true once somebody is signed in again, false when they would not.
 */
export function signedOut(): Promise<boolean> {
  if (state.standing === 'unknown') {
    return goTo(signInAddress(window.location.pathname + window.location.search))
  }
  if (state.standing === 'in') become({ ...state, standing: 'out' })
  return new Promise((resolve) => waiting.push(resolve))
}

/** The dialog was closed: what waits fails now, and the next request asks again. */
export function stayOut(): void {
  // It has ended: nothing more is to be said about its end.
  const me = state.me && { ...state.me, session: null }
  become({ ...state, me, standing: 'in' })
  letGo(false)
}

function letGo(isIn: boolean): void {
  const all = waiting
  waiting = []
  for (const go of all) go(isIn)
}

export const signInAddress = (next: string): string => `/sign-in?next=${encodeURIComponent(next)}`

/** Each answer keeps the session alive. */
export const answered = (): void => localStorage.setItem(ANSWERED, String(Date.now()))

/** When the session ends: by being idle, which any request puts off, or in any case. Undefined while nothing is known. */
export function sessionEnd(): { at: number; canStay: boolean } | undefined {
  const { me, meAt } = state
  if (!me?.session) return undefined
  const last = Math.max(meAt, Number(localStorage.getItem(ANSWERED) ?? 0))
  const idle = last + me.session.idleSeconds * 1_000 - SEEN_EVERY_MS
  const anyway = meAt + me.session.secondsLeft * 1_000
  return { at: Math.min(idle, anyway), canStay: idle < anyway }
}
