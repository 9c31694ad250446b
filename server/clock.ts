/*
 * What time it is, for what ends or is due. Processes on one PostgreSQL keep to its clock: that of a machine may be set, and
 * then sessions would end and every vendor account would be due at once. By itself it is the machine's.
 */

export interface Told {
  readonly ms: number
  /** When that was, on the clock of `performance.now()`, which nobody sets. */
  readonly at: number
}

let told: Told | undefined

/** Milliseconds since 1970, as `Date.now()`. */
export const now = (): number => (told ? told.ms + performance.now() - told.at : Date.now())

export const today = (): Date => new Date(now())

/** From now on it is this time; without one the machine's. */
export function tell(time: Told | undefined): void {
  told = time
}
