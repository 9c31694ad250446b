import { randomUUID } from 'node:crypto'
import { type Answer, type Asked, html, redirect } from './messages'
import { consentPage, refusalPage } from './pages'
import type { Account, RegisteredApp } from './rules'
import type { Desk } from './token'

/** What somebody is being asked, until they answer. */
export interface Consent {
  app: RegisteredApp
  redirectUri: string
  query: URLSearchParams
  challenge: string | undefined
  scopes: Readonly<Record<string, readonly string[]>>
}

/** The authorize address: shows what is asked on GET, sends the browser back on POST. */
export class Authorize {
  readonly #asked = new Map<string, Consent>()
  /** Who the redirect says it is from, where the vendor says so. */
  iss: string | undefined

  constructor(private readonly desk: Desk) {}

  answer(asked: Asked): Answer {
    return asked.method === 'POST' ? this.#decide(asked.fields) : this.#show(asked.query)
  }

  #show(query: URLSearchParams): Answer {
    const { rules } = this.desk
    const consent = this.#read(query)
    if (typeof consent === 'string') {
      this.desk.violation(`authorize: ${consent}`)
      return html(400, refusalPage(rules, consent))
    }
    const id = randomUUID()
    this.#asked.set(id, consent)
    return html(200, consentPage(rules, consent, id))
  }

  /** What is asked, or what is wrong with it. */
  #read(query: URLSearchParams): Consent | string {
    const { rules, apps } = this.desk
    const { required = {}, tokens, needsScope, scopesOfApp, pkce } = rules.authorize
    const app = apps.find(({ clientId }) => clientId === query.get('client_id'))
    if (!app) return 'unknown client_id'
    const redirectUri = query.get('redirect_uri')
    if (redirectUri === null || !app.redirectUris.includes(redirectUri)) return 'redirect_uri is not registered'
    for (const [name, value] of Object.entries(required)) {
      if (query.get(name) !== value) return `${name} must be ${value}`
    }
    const twice = [...query.keys()].find((name, at, all) => all.indexOf(name) !== at)
    if (twice !== undefined) return `${twice} comes twice`
    if (!query.get('state')) return 'state is missing'

    const method = query.get('code_challenge_method')
    const challenge = query.get('code_challenge') ?? undefined
    if (challenge !== undefined && pkce === 'refused') return 'PKCE is not switched on for this application'
    if ((challenge !== undefined || method !== null) && method !== 'S256') return 'code_challenge_method must be S256'
    if (method !== null && !/^[\w-]{43}$/.test(challenge ?? '')) return 'code_challenge is not of S256'

    const scopes: Record<string, readonly string[]> = {}
    for (const { name, parameter } of tokens) {
      const wanted = (parameter === null ? '' : (query.get(parameter) ?? '')).split(rules.authorize.separator)
      const given = wanted.filter((scope) => scope !== '')
      const strange = given.find((scope) => !rules.authorize.knows(scope))
      if (strange !== undefined && rules.authorize.unknownScope !== 'dropped') return `unknown scope "${strange}"`
      const known = given.filter((scope) => rules.authorize.knows(scope))
      scopes[name] = [...new Set(scopesOfApp ? (app.scopes ?? scopesOfApp) : known)]
    }
    if (needsScope && Object.values(scopes).every((list) => list.length === 0)) return 'no scope'
    return { app, redirectUri, query, challenge, scopes }
  }

  #decide(fields: Readonly<Record<string, string>>): Answer {
    const { rules, ledger } = this.desk
    const consent = this.#asked.get(fields['request'] ?? '')
    const account = rules.accounts.find(({ key }) => key === fields['account'])
    if (!consent || !account) return html(400, refusalPage(rules, 'this page was answered before'))
    this.#asked.delete(fields['request'] ?? '')
    const { app, redirectUri, query, challenge } = consent
    const back = new URL(redirectUri)
    back.searchParams.set('state', query.get('state') ?? '')
    if (this.iss !== undefined) back.searchParams.set('iss', this.iss)
    if (fields['decision'] !== 'allow') {
      back.searchParams.set('error', 'access_denied')
      back.searchParams.set('error_description', 'The person said no.')
      return redirect(back.href)
    }
    const ticked = (kind: string, all: readonly string[]) => all.filter((each) => fields[`${kind}:${each}`] === 'on')
    const scopes = Object.fromEntries(
      Object.entries(consent.scopes).map(([name, all]) => [name, rules.authorize.untick ? ticked('scope', all) : all]),
    )
    const places = ticked('place', placesOf(account))
    const all = Object.values(scopes).flat()
    const kind = app.kind === undefined ? Object.values(rules.lifetimes)[0] : rules.lifetimes[app.kind]
    const refreshes = kind?.refresh !== 'none' && (rules.refreshes?.(query, all, ledger.hasGrant(app, account)) ?? true)
    const given = { account, scopes, places, refreshes }
    back.searchParams.set('code', ledger.newCode({ app, redirectUri, challenge, given }))
    if (rules.authorize.returnsScope) back.searchParams.set('scope', all.join(' '))
    return redirect(back.href)
  }
}

const placesOf = ({ places = [] }: Account): string[] => places.map(({ id }) => id)
