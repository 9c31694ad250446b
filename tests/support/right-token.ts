import type { Recorded } from './vendors/oauth/stand-in'

/** A call that was made; its number is in the address that the vendor is asked for. */
export interface MadeCall {
  readonly number: number
  /** The grant whose token the call has to carry. */
  readonly grant: string
}

/** The number of the call that a request was made for. */
export const numberOf = ({ at }: Pick<Recorded, 'at'>): number | undefined => {
  const found = /\/users\/call-(\d+)$/.exec(at)?.[1]
  return found === undefined ? undefined : Number(found)
}

/** Every request that carried another token than its call's, and every call that nothing was asked for. */
export function wrongTokens(
  calls: readonly MadeCall[],
  requests: readonly Pick<Recorded, 'at' | 'token'>[],
  grantOf: (token: string) => string | undefined,
): string[] {
  const byNumber = new Map(calls.map((call) => [call.number, call]))
  const seen = new Set<number>()
  const wrong = requests.flatMap((request) => {
    const number = numberOf(request)
    const call = number === undefined ? undefined : byNumber.get(number)
    if (!call) return [`nobody made the request ${request.at}`]
    seen.add(call.number)
    const grant = request.token && grantOf(request.token.value)
    return grant === call.grant ? [] : [`call ${call.number} carried the token of ${grant}, not of ${call.grant}`]
  })
  const silent = calls.filter(({ number }) => !seen.has(number))
  return [...wrong, ...silent.map(({ number }) => `nothing was asked for call ${number}`)]
}
