const PRIVATE_NAMES = /(^|\.)(localhost|local|internal|lan|home|corp|test|example|invalid)$/
const PRIVATE_V4 = /^(0|10|127|169\.254|192\.168|172\.(1[6-9]|2\d|3[01])|100\.(6[4-9]|[7-9]\d|1[01]\d|12[0-7]))\./
/** Everything but 2000::/3. */
const PRIVATE_V6 = /^\[(?![23][0-9a-f]{3}:)/

const REMEDY = 'Whoever runs the server can give it a public https address.'

/** Why a program in the cloud cannot reach an address; undefined where nothing speaks against it. */
export function whyNotPublic(url: string): string | undefined {
  const { protocol, hostname, host } = new URL(url)
  if (isPrivate(hostname)) return `${host} can be reached from here only, not from the internet. ${REMEDY}`
  return protocol === 'https:' ? undefined : `This server is not reached by https. ${REMEDY}`
}

const isPrivate = (hostname: string): boolean =>
  hostname.startsWith('[')
    ? PRIVATE_V6.test(hostname)
    : PRIVATE_V4.test(hostname) || PRIVATE_NAMES.test(hostname) || !hostname.includes('.')
