import { fail, type Found, ok, warn } from './finding'

const WARN_S = 5
const FAIL_S = 60

/** Sessions, keys and tokens end by the clock of whoever looks. */
export function clockFound(whose: string, aheadMs: number): Found {
  const seconds = Math.round(Math.abs(aheadMs) / 1_000)
  const words = `${whose} is ${seconds} s ${aheadMs > 0 ? 'ahead of' : 'behind'} this machine`
  if (seconds > FAIL_S) return fail(`${words}: let both ask a time server (NTP)`, 'CLOCK')
  if (seconds > WARN_S) return warn(`${words}: let both ask a time server (NTP)`, 'CLOCK')
  return ok(`${whose} and this machine agree`)
}
