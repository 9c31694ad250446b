import type { Registry } from '../../../connectors/sdk'
import { explainTrouble } from '../../bridge/trouble'
import { NoAnswer } from '../../vendors/exchange'
import type { Vendors } from '../../vendors/vendors'
import { version } from '../../version'
import { clockFound } from './clock'
import { fail, failed, type Finding, type Found, look, ok, warn } from './finding'

const ANSWER_MS = 10_000

/** Whether people and clients find this release where it says it is. */
export async function checkPublicUrl(publicUrl: string): Promise<Finding[]> {
  const [address, clock] = ['public address', 'clock of the public address']
  const began = Date.now()
  let answer: Response
  try {
    answer = await fetch(new URL('/health/ready', publicUrl), {
      redirect: 'manual',
      signal: AbortSignal.timeout(ANSWER_MS),
    })
  } catch (error) {
    const found = fail(
      `${publicUrl} does not answer: ${explainTrouble(error)}. Does the server run, and does the proxy lead to it?`,
      'NO_ANSWER',
    )
    return [{ check: address, ...found }]
  }
  const findings: Finding[] = [{ check: address, ...addressFound(publicUrl, answer.status, await readVersion(answer)) }]
  const date = Date.parse(answer.headers.get('date') ?? '')
  if (!Number.isNaN(date))
    findings.push({ check: clock, ...clockFound(publicUrl, date + 500 - (began + Date.now()) / 2) })
  return findings
}

function addressFound(publicUrl: string, status: number, running: string | undefined): Found {
  if (status >= 300 && status < 400) {
    return fail(
      `${publicUrl} redirects: SAGEMCP_PUBLIC_URL has to be the last address, as clients do not follow`,
      'REDIRECT',
    )
  }
  if (running === undefined)
    return fail(
      `${publicUrl} answers, but not as SageMCP (status ${status}): see what the proxy sends there`,
      'NOT_OURS',
    )
  if (status === 503) return fail(`the server at ${publicUrl} is up, and has no database`, 'NOT_READY')
  if (running !== version) return warn(`${publicUrl} runs release ${running}, and this is ${version}`, 'OTHER_RELEASE')
  return ok(`${publicUrl} answers`)
}

async function readVersion(answer: Response): Promise<string | undefined> {
  const body = (await answer.json().catch(() => undefined)) as { version?: unknown } | undefined
  return typeof body?.version === 'string' ? body.version : undefined
}

/** Whether the vendors of connectors that are there can be reached from here, by the way that calls take. */
export async function checkVendors(types: readonly string[], registry: Registry, vendors: Vendors): Promise<Finding[]> {
  return Promise.all(
    types.map((name) =>
      look(`vendor ${name}`, async () => {
        const type = registry.get(name)
        if (!type) {
          return fail(
            `there are connectors of the type "${name}", which this release does not have: see SAGEMCP_CONNECTOR_PACKAGES`,
            'NO_TYPE',
          )
        }
        const origins = Object.values(type.baseUrls)
          .filter((url) => URL.canParse(url))
          .map((url) => new URL(url).origin)
        const known = [...new Set(origins)].filter((origin) => !/[{}]/.test(decodeURIComponent(origin)))
        const [wrong] = (await Promise.all(known.map((origin) => reach(vendors, origin)))).flatMap((each) => each ?? [])
        if (wrong) return wrong
        return ok(known.length === 0 ? 'each connector has an address of its own' : `${known.join(', ')} answers`)
      }),
    ),
  )
}

/** Any answer will do: nobody is signed in. Gives what is wrong. */
async function reach(vendors: Vendors, origin: string): Promise<Found | undefined> {
  const outgoing = { method: 'GET', url: new URL(origin), headers: { accept: '*/*' } }
  const limits = { signal: AbortSignal.timeout(ANSWER_MS), maxBytes: 1_000_000, accept: [] }
  try {
    await vendors.send(outgoing, limits)
    return undefined
  } catch (error) {
    const kind = error instanceof NoAnswer ? error.kind : 'refused'
    // It answered, and with more than we want.
    if (kind === 'too_large') return undefined
    return fail(`${origin} cannot be reached: ${failed(error).words}`, kind.toUpperCase())
  }
}
