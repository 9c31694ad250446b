const GONE = '[secret]'

/** What secrets look like, ours and those of vendors; the message of an error may quote one. */
const LOOKS_SECRET: readonly (readonly [RegExp, string])[] = [
  [/\b(bearer|basic|token)\s+[\w.~+/=-]{8,}/gi, `$1 ${GONE}`],
  // A user name and password in an address, and the values of its query.
  [/:\/\/[^\s/@]+@/g, `://${GONE}@`],
  [/([?&][\w.[\]-]+=)[^\s&"'`]+/g, `$1${GONE}`],
  [/\beyJ[\w-]+\.[\w-]+(\.[\w-]*)?/g, GONE],
  [
    /\b(sk|pk|rk|gh[oprsu]|github_pat|xox[a-z]|xapp|glpat|ntn|secret|lin_api|lin_oauth|ya29|AIza)[_.-][\w.-]{8,}/g,
    GONE,
  ],
  [
    /\b([\w-]*(?:token|key|secret|password|passwd|pwd|ticket|authorization))(["']?\s*[:=]\s*["']?)[^\s"',;}]+/gi,
    `$1$2${GONE}`,
  ],
  // Long, with digits, and no id of ours: random.
  [/(?<![\w+/-])(?![0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}(?![\w-]))(?=[A-Za-z_+-]*\d)[\w+-]{24,}={0,2}/g, GONE],
]

const LOOKS_PERSONAL: readonly (readonly [RegExp, string])[] = [
  [/[\w.+-]+@[\w-]+(\.[\w-]+)+/g, '[mail address]'],
  [/(["'`“])[^"'`“”\n]*(["'`”])/g, '$1...$2'],
]

const replaceAll = (text: string, rules: readonly (readonly [RegExp, string])[]): string =>
  rules.reduce((left, [looks, instead]) => left.replace(looks, instead), text)

/** For our own logs. */
export const withoutSecrets = (text: string): string => replaceAll(text, LOOKS_SECRET)

/** For somebody else: also without what a message quotes, since that was written by people. */
export const withoutData = (text: string): string => replaceAll(withoutSecrets(text), LOOKS_PERSONAL)
