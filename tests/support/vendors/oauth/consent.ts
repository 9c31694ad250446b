/** What somebody does on the page of a vendor. */
export interface Decision {
  /** The key of an account. Default: `ada`. */
  account?: string
  deny?: boolean
  /** Scopes, and ids of places, that are taken off before allowing. */
  untick?: readonly string[]
}

/** Walks the page of the authorize address as a browser without script does; the address that it is sent back to. */
export async function consent(
  url: string,
  { account = 'ada', deny = false, untick = [] }: Decision = {},
): Promise<URL> {
  const shown = await fetch(url)
  const page = await shown.text()
  if (!shown.ok) throw new Error(`The vendor shows no page: ${/<p>(.*)<\/p>/.exec(page)?.[1] ?? shown.status}`)
  const request = /name="request" value="([^"]+)"/.exec(page)?.[1] ?? ''
  const ticked = [...page.matchAll(/type="checkbox" name="([^"]+)" checked/g)]
    .map(([, name = '']) => unescape(name))
    .filter((name) => !untick.includes(name.slice(name.indexOf(':') + 1)))
  const form = new URLSearchParams({ request, account, decision: deny ? 'deny' : 'allow' })
  for (const name of ticked) form.set(name, 'on')
  const answered = await fetch(url, { method: 'POST', body: form, redirect: 'manual' })
  const location = answered.headers.get('location')
  if (location === null) throw new Error(`The vendor sends nobody back: ${answered.status}`)
  return new URL(location)
}

const unescape = (text: string) => text.replace(/&#(\d+);/g, (_all, code: string) => String.fromCodePoint(Number(code)))
