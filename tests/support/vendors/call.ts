import type { Judge, VendorCall } from './contract'

type More = Partial<Pick<VendorCall, 'body' | 'headers'>> & { form?: Readonly<Record<string, string>> }

/** A request as a judge sees it, written short. */
export function call(method: string, target: string, { form, headers = {}, ...more }: More = {}): VendorCall {
  const [path = '', query] = target.split('?')
  return {
    method,
    path,
    query: new URLSearchParams(query),
    headers,
    ...more,
    ...(form ? { form: new URLSearchParams(form) } : {}),
  }
}

/** What the vendor would refuse about it, without the operation's name; several are in the order of the judge. */
export function refusals(judge: Judge, given: VendorCall): string[] {
  const { id, violations } = judge.judge(given)
  return violations.map((violation) =>
    id && violation.startsWith(`${id}: `) ? violation.slice(id.length + 2) : violation,
  )
}
