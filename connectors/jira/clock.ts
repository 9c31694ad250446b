import { moment, saysZone } from './dates'
import { whoAmI } from './users'
import type { Vendor } from './vendor'

/** The moment that a text names, by the clocks of the connected person where it does not say by whose. */
export async function momentOf(vendor: Vendor, text: string, hour = 0): Promise<number | undefined> {
  const isMoment = moment(text, 'UTC') !== undefined
  return moment(text, isMoment && !saysZone(text) ? await zoneOf(vendor) : 'UTC', hour)
}

/** UTC where the person hides it, or where we do not know it. */
async function zoneOf(vendor: Vendor): Promise<string> {
  const { timeZone } = await whoAmI(vendor)
  return timeZone && isZone(timeZone) ? timeZone : 'UTC'
}

function isZone(timeZone: string): boolean {
  try {
    return Boolean(new Intl.DateTimeFormat('en-US', { timeZone }))
  } catch {
    return false
  }
}
