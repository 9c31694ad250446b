import '../../connectors'
import { defaultRegistry, oauthOf } from '../../connectors/sdk'
import { wantedBy } from '../../server/oauth/scopes'

/* What a stranger follows to register an application. */
const types = defaultRegistry.all().filter(oauthOf)

/** Vendors at which the scopes are entered when the application is registered; the others are asked at each connection. */
const ENTERED = ['google_docs', 'jira', 'slack', 'zoom']
/** Is asked for, and is in no list of the vendor. */
const NOWHERE = ['offline_access']

test('seven vendors say how', () => expect(types.map(({ type }) => type)).toHaveLength(7))

describe.each(types)('$type', (type) => {
  const oauth = oauthOf(type)
  const { url, steps } = oauth?.registration ?? { url: '', steps: [] }

  test('has steps that begin at a page of the vendor', () => {
    expect(new URL(url).protocol).toBe('https:')
    expect(steps.length).toBeGreaterThanOrEqual(5)
    for (const step of steps) {
      expect(step).toMatch(/^[A-Z][^\n]+\.$/)
      // Every mark is closed.
      expect(step.split('**').length % 2).toBe(1)
      expect(step.split('`').length % 2).toBe(1)
      expect(step.replaceAll('{redirectUri}', '')).not.toMatch(/[{}<>]/)
    }
  })

  test('has the redirect address entered once, as code', () => {
    expect(steps.filter((step) => step.includes('`{redirectUri}`'))).toHaveLength(1)
  })

  test('ends with what is to be copied, or with what comes after that', () => {
    expect(steps.filter((step) => /copy .*(secret|\*\*Client Secret\*\*)/i.test(step))).toHaveLength(1)
  })
})

test.each(types.filter(({ type }) => ENTERED.includes(type)))(
  '$type names every scope that its tools ask for',
  (type) => {
    const oauth = oauthOf(type)
    if (!oauth) throw new Error('no OAuth')
    const tools = [...type.declared.tools.values()].map(({ declaration }) => ({
      scopes: declaration.scopes,
      optionalScopes: declaration.optionalScopes ?? [],
      token: declaration.token,
    }))
    const named = new Set(
      (oauth.registration?.steps ?? []).flatMap((step) => [...step.matchAll(/`([^`]+)`/g)].map(([, code]) => code)),
    )
    const asked = Object.values(wantedBy(oauth, tools)).flat()
    expect(asked.length).toBeGreaterThan(4)
    expect(asked.filter((scope) => !named.has(scope) && !NOWHERE.includes(scope))).toEqual([])
  },
)
